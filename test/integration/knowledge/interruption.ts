import type { Firestore } from 'firebase-admin/firestore';
import type { KnowledgeContext } from '../../../functions/src/knowledge/context.ts';

/** Where an instance crashes. */
export type CrashPoint = 'before its first request' | 'after its first request' | 'before its second transaction';

/** An instance that crashes, and a promise that resolves when it has. */
export interface CrashingInstance {
  context: KnowledgeContext;
  crashed: Promise<void>;
}

/**
 * Makes an instance crash at a point: it does nothing more, and its calls never return. Give it an
 * instance of its own, since its slots stay taken.
 */
export function crashing(context: KnowledgeContext, point: CrashPoint): CrashingInstance {
  let report = () => {};
  const crashed = new Promise<void>((resolve) => {
    report = resolve;
  });
  const crash = async (): Promise<never> => {
    report();
    return await new Promise<never>(() => {});
  };
  const { elevenLabs, db } = context;
  switch (point) {
    case 'before its first request':
      return { context: { ...context, elevenLabs: around(elevenLabs, crash) }, crashed };
    case 'after its first request':
      return {
        context: {
          ...context,
          elevenLabs: around(elevenLabs, async (request) => {
            await request();
            return await crash();
          }),
        },
        crashed,
      };
    case 'before its second transaction':
      return { context: { ...context, db: interceptTransactions(db, (nth) => (nth === 2 ? crash() : null)) }, crashed };
  }
}

/** A Firestore that calls `before` with the number of each transaction, counted from 1; it may throw. */
export function interceptTransactions(db: Firestore, before: (nth: number) => Promise<void> | null): Firestore {
  let transactions = 0;
  const runTransaction = async (...parameters: Parameters<Firestore['runTransaction']>) => {
    transactions += 1;
    await before(transactions);
    return await db.runTransaction(...parameters);
  };
  return withTransactions(db, runTransaction);
}

function withTransactions(db: Firestore, runTransaction: unknown): Firestore {
  return new Proxy(db, {
    get(target, property) {
      if (property === 'runTransaction') return runTransaction;
      const value: unknown = Reflect.get(target, property);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

/**
 * A Firestore that loses the reply to the commit of the nth transaction, counted from 1: the client runs the
 * transaction again, on what its own commit wrote. `meanwhile` runs in between.
 */
export function loseCommitReply(db: Firestore, nth: number, meanwhile = async () => {}): Firestore {
  let transactions = 0;
  const runTransaction: Firestore['runTransaction'] = async (update, options) => {
    transactions += 1;
    const lost = transactions === nth;
    const result = await db.runTransaction(update, options);
    if (!lost) return result;
    await meanwhile();
    return await db.runTransaction(update, options);
  };
  return withTransactions(db, runTransaction);
}

/** A wait that lasts until the test ends it. */
export interface HeldWait {
  wait: KnowledgeContext['wait'];
  /** Resolves when a run has begun to wait. */
  begun: Promise<void>;
  end(): void;
}

/** Creates a wait that lasts until the test ends it. */
export function holdWait(): HeldWait {
  let begin = () => {};
  let end = () => {};
  const begun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  return {
    begun,
    end: () => end(),
    wait: async () => {
      begin();
      await ended;
    },
  };
}

type ElevenLabs = KnowledgeContext['elevenLabs'];

function around(elevenLabs: ElevenLabs, meet: (request: () => Promise<unknown>) => Promise<never>): ElevenLabs {
  return {
    ...elevenLabs,
    create: (...parameters) => meet(() => elevenLabs.create(...parameters)),
    update: (...parameters) => meet(() => elevenLabs.update(...parameters)),
    listByPrefix: (...parameters) => meet(() => elevenLabs.listByPrefix(...parameters)),
    remove: (...parameters) => meet(() => elevenLabs.remove(...parameters)),
  };
}

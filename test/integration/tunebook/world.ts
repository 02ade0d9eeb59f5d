import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CollectionReference, DocumentData, DocumentReference, DocumentSnapshot } from 'firebase-admin/firestore';
import pLimit from 'p-limit';
import { afterAll, beforeAll, beforeEach, inject, vi } from 'vitest';
import { CallableError } from '../../../functions/src/callable-error.ts';
import type { LogValue } from '../../../functions/src/log.ts';
import { paths } from '../../../functions/src/shared/paths.ts';
import type { TunebookContext } from '../../../functions/src/tunebook/context.ts';
import { syncInput } from '../../../functions/src/tunebook/input.ts';
import { cancelSync, type SyncAnswer, startSync } from '../../../functions/src/tunebook/start.ts';
import { createWriteTurns } from '../../../functions/src/tunebook/writes.ts';
import { createGate } from '../../../functions/src/upstream/gate.ts';
import { createHttp } from '../../../functions/src/upstream/http.ts';
import { createTheSession } from '../../../functions/src/upstream/thesession.ts';
import type { FaultRule } from '../../../local/stub/faults.ts';
import type { Stub } from '../../../local/stub/stub.ts';
import { startTheSessionStub } from '../../../local/stub/thesession/stub.ts';
import { openFirestore } from '../firestore.ts';

/** In milliseconds: the shortest pause between two writes of progress, or two looks at a cancel request. */
export const second = 1000;

/** How an instance differs from a deployed one. */
export interface InstanceOptions {
  /** Longest time for one request, in milliseconds. The default leaves room for busy machines. */
  timeoutMs?: number;
  /** The first wait before a retry, in milliseconds; 2 000 when deployed. */
  retryDelayMs?: number;
  /** 0, so that a test can sync again; 10 000 when deployed. */
  cooldownMs?: number;
  wait?: TunebookContext['wait'];
  now?: TunebookContext['now'];
}

/** An instance that reports progress only when the test lets time pass. */
export interface ClockedInstance {
  context: TunebookContext;
  /** Moves its clock by milliseconds and ends the waits that are over by then. */
  advance(milliseconds: number): void;
}

interface Opened {
  theSession: Stub;
  context: TunebookContext;
  close(): Promise<void>;
}

/**
 * What the tests of one file share: the real engine, an empty Firestore and a stub server. Waits before
 * retries are a thousandth of the deployed ones, and requests have more time.
 */
export class TunebookWorld {
  readonly log: { event: string; fields: Readonly<Record<string, LogValue>> }[] = [];
  /** The waits before retries, in milliseconds. */
  readonly waits: number[] = [];
  readonly #projectId = `test-${randomUUID().slice(0, 8)}`;
  #opened: Opened | undefined;

  /** The instance that a test uses unless it creates another. */
  get context(): TunebookContext {
    return this.#parts.context;
  }

  get theSession(): Stub {
    return this.#parts.theSession;
  }

  get #parts(): Opened {
    if (this.#opened === undefined) throw new Error('The world is open only while tests run.');
    return this.#opened;
  }

  async open(): Promise<void> {
    const { db, close } = openFirestore(this.#projectId);
    const theSession = await startTheSessionStub();
    this.#opened = { theSession, context: this.#createInstance(db, theSession, {}), close };
  }

  async close(): Promise<void> {
    await this.#opened?.theSession.stop();
    await this.#opened?.close();
  }

  async clear(): Promise<void> {
    const url = `http://${inject('stack').firestoreHost}/emulator/v1/projects/${this.#projectId}/databases/(default)/documents`;
    const response = await fetch(url, { method: 'DELETE' });
    if (!response.ok) throw new Error(`Firestore was not cleared: ${response.status}`);
    this.theSession.reset();
    // Its gate may be closed.
    this.#parts.context = this.instance();
    this.log.length = 0;
    this.waits.length = 0;
  }

  /** Another instance of the functions, with slots and connections of its own. */
  instance(options: InstanceOptions = {}): TunebookContext {
    return this.#createInstance(this.context.db, this.theSession, options);
  }

  /** Another instance, whose clock stands still until the test advances it. Waits before retries are real. */
  clockedInstance(options: Omit<InstanceOptions, 'now' | 'wait'> = {}): ClockedInstance {
    let now = Date.now();
    const waiting = new Set<{ until: number; end: () => void }>();
    const wait: TunebookContext['wait'] = (milliseconds, signal) =>
      new Promise((resolve) => {
        const one = { until: now + milliseconds, end: resolve };
        waiting.add(one);
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
    return {
      context: this.instance({ ...options, now: () => now, wait }),
      advance(milliseconds) {
        now += milliseconds;
        for (const { until, end } of waiting) if (until <= now) end();
      },
    };
  }

  /** Calls `syncTunebook` as a signed-in user. */
  async sync(uid: string, input: unknown, context = this.context): Promise<SyncAnswer> {
    return await startSync(context, uid, syncInput.parse(input));
  }

  /** Calls `syncTunebook`, which must fail, and returns the caller's error. */
  async syncError(uid: string, input: unknown, context = this.context): Promise<CallableError> {
    const error = await this.sync(uid, input, context).catch((thrown: unknown) => thrown);
    if (error instanceof CallableError) return error;
    throw new Error(`The call should have failed, and gave ${JSON.stringify(error)}`);
  }

  /** Calls `cancelTunebookSync`. */
  async cancel(uid: string): Promise<boolean> {
    return (await cancelSync(this.context, uid)).cancelled;
  }

  progressDocument(uid: string): DocumentReference {
    return this.context.db.collection(paths.tunebookSyncs).doc(uid);
  }

  async progress(uid: string): Promise<DocumentData> {
    return (await this.progressDocument(uid).get()).data() ?? {};
  }

  profile(uid: string): DocumentReference {
    return this.context.db.collection(paths.users).doc(uid);
  }

  /** A user's own tunes by id. */
  async collection(uid: string): Promise<Map<number, DocumentSnapshot>> {
    return await readAll(this.profile(uid).collection(paths.tunes));
  }

  /** The shared catalogue by tune id. */
  async catalogue(): Promise<Map<number, DocumentSnapshot>> {
    return await readAll(this.context.db.collection(paths.tunes));
  }

  /** Adds a fault for requests for a page of any tunebook. */
  order(page: number, actions: FaultRule['actions'], times: number | null = 1): void {
    this.theSession.faults.add({ match: { page }, actions, times });
  }

  /** How often each page was requested, by its number. */
  pageRequests(): Record<number, number> {
    const counts: Record<number, number> = {};
    for (const { page } of this.theSession.requests.find()) {
      if (page !== null) counts[page] = (counts[page] ?? 0) + 1;
    }
    return counts;
  }

  #createInstance(
    db: TunebookContext['db'],
    theSession: Stub,
    { timeoutMs = 120_000, retryDelayMs = 2, cooldownMs = 0, wait = waitFor, now = Date.now }: InstanceOptions,
  ): TunebookContext {
    const gate = createGate({ now: Date.now, wait: waitFor });
    const http = createHttp({
      baseUrl: theSession.url,
      headers: { 'User-Agent': 'Reelsync (tests@example.com)' },
      timeoutMs,
      maxSockets: 4,
      backoff: { baseMs: retryDelayMs, maxMs: 10_000 },
      longestWaitMs: 30_000,
      now: Date.now,
      random: () => 0.5,
      slot: pLimit(4),
      gate,
      onRetry: ({ delayMs }) => this.waits.push(delayMs),
    });
    const log: TunebookContext['log'] = (_, event, fields) => this.log.push({ event, fields });
    const turns = createWriteTurns();
    return { db, theSession: createTheSession(http, gate), turns, cooldownMs, now, wait, log };
  }
}

/** Waits until an assertion holds, up to 20 s for busy machines. */
export async function eventually(assertion: () => void | Promise<void>): Promise<void> {
  await vi.waitFor(assertion, { timeout: 20_000, interval: 20 });
}

/** Opens a world for a test file and empties it before every test. */
export function useTunebookWorld(): TunebookWorld {
  const world = new TunebookWorld();
  beforeAll(() => world.open());
  beforeEach(() => world.clear());
  afterAll(() => world.close());
  return world;
}

async function waitFor(milliseconds: number, signal?: AbortSignal): Promise<void> {
  await sleep(milliseconds, undefined, signal && { signal }).catch(() => {});
}

/**
 * All documents of a collection of tunes, by tune id. Not a query: when its clock moves, the emulator
 * breaks requests off and then refuses the client's retry of a query.
 */
async function readAll(collection: CollectionReference): Promise<Map<number, DocumentSnapshot>> {
  const references = await collection.listDocuments();
  const documents = references.length === 0 ? [] : await collection.firestore.getAll(...references);
  return new Map(documents.map((document) => [Number(document.id), document]));
}

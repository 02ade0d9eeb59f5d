import pLimit, { type LimitFunction } from 'p-limit';
import type { AccountContext } from '../../../functions/src/account/context.ts';
import type { TunebookContext } from '../../../functions/src/tunebook/context.ts';
import { createWriteTurns, type WriteTurns } from '../../../functions/src/tunebook/writes.ts';
import { createHttp } from '../../../functions/src/upstream/http.ts';
import { createTheSession, type TheSession } from '../../../functions/src/upstream/thesession.ts';
import type { Scheduler } from '../engine/scheduler.ts';
import type { Instance, Task } from '../engine/task.ts';
import { localTime } from '../engine/timers.ts';
import { waitOf } from '../engine/wait.ts';
import type { Database } from '../firestore/database.ts';
import { openFirestore } from '../firestore/firestore.ts';
import type { Transport, Upstream } from '../upstream/transport.ts';

/** The defaults of the functions' params (functions/src/params/) and of their context. */
const params = {
  requestTimeoutMs: 20_000,
  concurrency: 4,
  backoff: { baseMs: 2000, maxMs: 10_000 },
  longestWaitMs: 30_000,
};

/** The services that tunebook functions talk to. */
export interface Services {
  scheduler: Scheduler;
  database: Database;
  transport: Transport;
  theSession: Upstream;
  /** Users who have an account. */
  accounts: Set<string>;
}

/** What an instance keeps between calls. */
interface Kept {
  turns: WriteTurns;
  slot: LimitFunction;
}

/** The contexts of the schedule that runs. */
let running: TunebookContexts | null = null;

/** One client for all schedules: it keeps no state, and making one takes as long as several requests. */
const theSessionClient = createClient();

/** Makes what the tunebook and account functions work with, for each call of each instance. */
export class TunebookContexts {
  readonly services: Services;
  readonly #kept = new Map<Instance, Kept>();

  constructor(services: Services) {
    this.services = services;
    running = this;
  }

  tunebook(task: Task): TunebookContext {
    const { scheduler, database } = this.services;
    const { turns } = this.keptBy(task.instance);
    /** Sends a request as this task, even if the code of another task triggered it. */
    const asTask = <Result>(send: () => Promise<Result>): Promise<Result> => {
      scheduler.current = task;
      return send();
    };
    return {
      db: openFirestore(database, scheduler, task),
      theSession: {
        tunebookPage: (...request) => asTask(() => theSessionClient.tunebookPage(...request)),
        tune: (...request) => asTask(() => theSessionClient.tune(...request)),
        findMembers: (...request) => asTask(() => theSessionClient.findMembers(...request)),
        closedForMs: () => theSessionClient.closedForMs(),
      },
      turns,
      cooldownMs: 0,
      now: () => scheduler.time + task.instance.clockOffset,
      wait: waitOf(scheduler, task),
      log: (_severity, event, fields) => scheduler.log(`${task.name} logs ${event} ${fields.error ?? ''}`),
    };
  }

  account(task: Task): AccountContext {
    const { scheduler, accounts } = this.services;
    const { db, now, log } = this.tunebook(task);
    const deleteUser = (uid: string) =>
      new Promise<void>((resolve) => {
        scheduler.after(task.chance.int(10, 300), null, () => {
          accounts.delete(uid);
          scheduler.log(`the account of ${uid} is deleted`);
          scheduler.after(task.chance.int(5, 50), task, resolve);
        });
      });
    return { db, deletesAccounts: true, deleteUser, now, log };
  }

  keptBy(instance: Instance): Kept {
    let kept = this.#kept.get(instance);
    if (kept === undefined) {
      kept = { turns: createWriteTurns(), slot: pLimit(params.concurrency) };
      this.#kept.set(instance, kept);
    }
    return kept;
  }
}

function createClient(): TheSession {
  const contexts = () => {
    if (running === null) throw new Error('A request was sent outside every schedule.');
    return running;
  };
  const http = createHttp({
    baseUrl: 'http://thesession.invalid',
    headers: { Accept: 'application/json' },
    timeoutMs: params.requestTimeoutMs,
    maxSockets: params.concurrency,
    backoff: params.backoff,
    longestWaitMs: params.longestWaitMs,
    now: () => localTime(contexts().services.scheduler),
    random: () => {
      const { current, chance } = contexts().services.scheduler;
      return (current?.chance ?? chance).next();
    },
    slot: (send) => {
      const { scheduler } = contexts().services;
      const task = scheduler.current;
      if (task === null) throw new Error('A request was sent outside every task.');
      return contexts()
        .keptBy(task.instance)
        .slot(() => {
          scheduler.current = task;
          return send();
        });
    },
    onRetry: () => {},
    adapter: async (config) => {
      const { transport, theSession } = contexts().services;
      return await transport.send(theSession, config);
    },
  });
  return createTheSession(http, { closedForMs: () => 0 });
}

import pLimit from 'p-limit';
import type { KnowledgeContext } from '../../../functions/src/knowledge/context.ts';
import { createElevenLabs, type ElevenLabs } from '../../../functions/src/upstream/elevenlabs.ts';
import { createHttp } from '../../../functions/src/upstream/http.ts';
import type { Scheduler } from '../engine/scheduler.ts';
import type { Instance, Task } from '../engine/task.ts';
import { localTime } from '../engine/timers.ts';
import { waitOf } from '../engine/wait.ts';
import type { Database } from '../firestore/database.ts';
import { openFirestore } from '../firestore/firestore.ts';
import type { Transport, Upstream } from '../upstream/transport.ts';

/** The defaults of the functions' params (functions/src/params/). */
const params = { requestTimeoutMs: 20_000, concurrency: 3, backoff: { baseMs: 1000, maxMs: 10_000 } };

/** The services that knowledge functions talk to. */
export interface Services {
  scheduler: Scheduler;
  database: Database;
  transport: Transport;
  elevenLabs: Upstream;
}

/** What an instance keeps between calls. */
interface Kept {
  slot: KnowledgeContext['slot'];
  elevenLabs: ElevenLabs | undefined;
}

/** Makes what the knowledge functions work with, for each call of each instance. */
export class KnowledgeContexts {
  readonly #services: Services;
  readonly #kept = new WeakMap<Instance, Kept>();

  constructor(services: Services) {
    this.#services = services;
  }

  of(task: Task): KnowledgeContext {
    const { scheduler, database } = this.#services;
    const kept = this.#keptBy(task.instance);
    const elevenLabs = () => {
      kept.elevenLabs ??= this.#createElevenLabs();
      return kept.elevenLabs;
    };
    return {
      db: openFirestore(database, scheduler, task),
      // Made at the first request: most instances of a schedule send none.
      get elevenLabs() {
        return elevenLabs();
      },
      slot: (work) =>
        kept.slot(() => {
          // A slot that another task's code released continues this task.
          scheduler.current = task;
          return work();
        }),
      ragModel: null,
      agentId: null,
      requestTimeoutMs: params.requestTimeoutMs,
      backoff: params.backoff,
      now: () => scheduler.time + task.instance.clockOffset,
      random: () => task.chance.next(),
      wait: waitOf(scheduler, task),
      log: (_severity, event, fields) => scheduler.log(`${task.name} logs ${event} ${fields.type ?? ''}`),
    };
  }

  #keptBy(instance: Instance): Kept {
    const kept = this.#kept.get(instance) ?? { slot: pLimit(params.concurrency), elevenLabs: undefined };
    this.#kept.set(instance, kept);
    return kept;
  }

  #createElevenLabs(): ElevenLabs {
    const { scheduler, transport, elevenLabs } = this.#services;
    const http = createHttp({
      baseUrl: 'http://elevenlabs.invalid',
      headers: { 'xi-api-key': 'simulated' },
      timeoutMs: params.requestTimeoutMs,
      maxSockets: params.concurrency,
      backoff: params.backoff,
      longestWaitMs: params.backoff.maxMs,
      now: () => localTime(scheduler),
      random: () => (scheduler.current?.chance ?? scheduler.chance).next(),
      onRetry: () => {},
      adapter: transport.adapter(elevenLabs),
    });
    return createElevenLabs(http, { hasKey: true, folderId: null });
  }
}

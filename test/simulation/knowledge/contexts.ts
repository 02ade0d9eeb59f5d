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

/** The services of the schedule that runs. */
let running: Services | null = null;

/** One client for all schedules: it keeps no state, and making one takes as long as several requests. */
const elevenLabsClient = createClient();

/** Makes what the knowledge functions work with, for each call of each instance. */
export class KnowledgeContexts {
  readonly #services: Services;
  readonly #slots = new WeakMap<Instance, KnowledgeContext['slot']>();

  constructor(services: Services) {
    this.#services = services;
    running = services;
  }

  of(task: Task): KnowledgeContext {
    const { scheduler, database } = this.#services;
    const slot = this.#slotOf(task.instance);
    return {
      db: openFirestore(database, scheduler, task),
      elevenLabs: elevenLabsClient,
      slot: (work) =>
        slot(() => {
          // A slot that another task's code released continues this task.
          scheduler.current = task;
          return work();
        }),
      ragModel: 'e5_mistral_7b_instruct',
      agentId: null,
      requestTimeoutMs: params.requestTimeoutMs,
      backoff: params.backoff,
      now: () => scheduler.time + task.instance.clockOffset,
      random: () => task.chance.next(),
      wait: waitOf(scheduler, task),
      log: (_severity, event, fields) => scheduler.log(`${task.name} logs ${event} ${fields.type ?? ''}`),
    };
  }

  #slotOf(instance: Instance): KnowledgeContext['slot'] {
    let slot = this.#slots.get(instance);
    if (slot === undefined) {
      slot = pLimit(params.concurrency);
      this.#slots.set(instance, slot);
    }
    return slot;
  }
}

function createClient(): ElevenLabs {
  const services = () => {
    if (running === null) throw new Error('A request was sent outside every schedule.');
    return running;
  };
  const http = createHttp({
    baseUrl: 'http://elevenlabs.invalid',
    headers: { 'xi-api-key': 'simulated' },
    timeoutMs: params.requestTimeoutMs,
    maxSockets: params.concurrency,
    backoff: params.backoff,
    longestWaitMs: params.backoff.maxMs,
    now: () => localTime(services().scheduler),
    random: () => {
      const { scheduler } = services();
      return (scheduler.current?.chance ?? scheduler.chance).next();
    },
    onRetry: () => {},
    adapter: async (config) => await services().transport.send(services().elevenLabs, config),
  });
  return createElevenLabs(http, { hasKey: true, folderId: null });
}

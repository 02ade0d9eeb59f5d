import type { KnowledgeContext } from '../../../functions/src/knowledge/context.ts';
import { defaultTextFields } from '../../../functions/src/knowledge/text-fields.ts';
import { createElevenLabs } from '../../../functions/src/upstream/elevenlabs.ts';
import { createGate, type Gate } from '../../../functions/src/upstream/gate.ts';
import { createHttp, type Http } from '../../../functions/src/upstream/http.ts';
import { createSlots } from '../../../functions/src/upstream/slots.ts';
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
  /** Whether documents are indexed, as ELEVENLABS_RAG_MODEL. */
  ragModel: string | null;
}

/** The contexts of the schedule that runs. */
let running: KnowledgeContexts | null = null;

/** One HTTP client for all schedules: it keeps no state, and making one takes as long as several requests. */
const elevenLabsHttp = createClient();

/** What an instance keeps between calls. */
interface Kept {
  gate: Gate;
  slot: KnowledgeContext['slot'];
}

/** Makes what the knowledge functions work with, for each call of each instance. */
export class KnowledgeContexts {
  readonly services: Services;
  readonly #kept = new Map<Instance, Kept>();
  /** The task of each request, by its signal: what lets it through a gate may be code of another task. */
  readonly senders = new Map<AbortSignal, Task>();

  constructor(services: Services) {
    this.services = services;
    running = this;
  }

  of(task: Task): KnowledgeContext {
    const { scheduler, database, ragModel } = this.services;
    const http: Http = (request, schema) => {
      if (request.signal !== undefined) this.senders.set(request.signal, task);
      return elevenLabsHttp(request, schema);
    };
    return {
      db: openFirestore(database, scheduler, task),
      elevenLabs: createElevenLabs(http, { hasKey: true, folderId: null }),
      slot: <Result>(work: () => Promise<Result>, startBefore?: number) =>
        this.keptBy(task.instance).slot(() => {
          // A slot that another task's code released continues this task.
          scheduler.current = task;
          return work();
        }, startBefore ?? Number.POSITIVE_INFINITY),
      closedForMs: () => this.keptBy(task.instance).gate.closedForMs(),
      textFields: defaultTextFields,
      ragModel,
      agentId: null,
      requestTimeoutMs: params.requestTimeoutMs,
      backoff: params.backoff,
      now: () => scheduler.time + task.instance.clockOffset,
      random: () => task.chance.next(),
      wait: waitOf(scheduler, task),
      log: (_severity, event, fields) => scheduler.log(`${task.name} logs ${event} ${fields.type ?? ''}`),
    };
  }

  keptBy(instance: Instance): Kept {
    let kept = this.#kept.get(instance);
    if (kept === undefined) {
      const now = () => localTime(this.services.scheduler);
      const gate = createGate({ now, wait: waitForTimer });
      kept = { gate, slot: createSlots(params.concurrency, gate, now) };
      this.#kept.set(instance, kept);
    }
    return kept;
  }
}

function contexts(): KnowledgeContexts {
  if (running === null) throw new Error('A request was sent outside every schedule.');
  return running;
}

function createClient(): Http {
  /** Code of one instance runs at a time, and only it can open or pass its gate. */
  const gate = () => {
    const { current } = contexts().services.scheduler;
    if (current === null) throw new Error('A request was sent outside every task.');
    return contexts().keptBy(current.instance).gate;
  };
  return createHttp({
    baseUrl: 'http://elevenlabs.invalid',
    headers: { 'xi-api-key': 'simulated' },
    timeoutMs: params.requestTimeoutMs,
    maxSockets: params.concurrency,
    backoff: params.backoff,
    longestWaitMs: params.backoff.maxMs,
    now: () => localTime(contexts().services.scheduler),
    random: () => {
      const { scheduler } = contexts().services;
      return (scheduler.current?.chance ?? scheduler.chance).next();
    },
    onRetry: () => {},
    gate: {
      opened: (signal, sendBefore) => gate().opened(signal, sendBefore),
      pass: (send, outcomeOf) => gate().pass(send, outcomeOf),
    },
    adapter: (config) => {
      const { services, senders } = contexts();
      const sender = config.deadline === undefined ? undefined : senders.get(config.deadline);
      if (sender !== undefined) services.scheduler.current = sender;
      return services.transport.send(services.elevenLabs, config);
    },
  });
}

function waitForTimer(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal?.addEventListener('abort', end);
  });
}

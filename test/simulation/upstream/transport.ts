import { AxiosError, AxiosHeaders, type AxiosResponse, CanceledError, type InternalAxiosRequestConfig } from 'axios';
import { type FaultAction, type FaultRule, faultRuleSchema } from '../../../local/stub/faults.ts';
import { withOverrides } from '../../../local/stub/faulty-answer.ts';
import type { Answer, StubRequest } from '../../../local/stub/http-message.ts';
import type { Chance } from '../engine/chance.ts';
import type { Scheduler } from '../engine/scheduler.ts';
import type { Task } from '../engine/task.ts';
import { connectionErrors, refusals } from './connection-errors.ts';

type StatusFault = Extract<FaultAction, { kind: 'status' }>;
type UnreadableFault = Extract<FaultAction, { kind: 'unreadable' }>;

/** An upstream service behind the transport. */
export interface Upstream {
  /** The name of its requests in a trace. */
  readonly name: string;
  /** Carries a request out. */
  answer(request: StubRequest): Answer;
  /** The error answer of a fault from the service's table. */
  errorAnswer(fault: StatusFault): Answer;
  /** The faults that the service's table holds. */
  readonly faults: Faults;
}

/** One request as the promises look at it. */
export interface SentRequest {
  readonly task: Task;
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: string;
  readonly sentAt: number;
  processedAt: number | null;
  /** The status that the service answered with when it was carried out. */
  status: number | null;
  /** The name of the fault of the table that it met. */
  fault: string | null;
}

/**
 * Requests that a caller has given up are carried out at most this long after they were sent, in milliseconds:
 * the 10 minutes until a verification, less the 90 s of a run and the 2 minutes by which two clocks may differ.
 */
const latestProcessingMs = 390_000;

/** The most steps of all others before a late request is carried out. */
const mostSteps = 60;

/** Connects the product's HTTP clients to upstream services, below axios. */
export class Transport {
  readonly #scheduler: Scheduler;
  readonly requests: SentRequest[] = [];
  /** The fault that answers every request during an outage, with its name. */
  outage: Faults['statuses'][number] | null = null;
  /** Called in the moment in which a request is sent. */
  onSend: (request: SentRequest) => void = () => {};
  /** Called when an answer reaches the sender of a request; null when its exchange ends without one. */
  onEnd: (request: SentRequest, answer: Answer | null) => void = () => {};
  /** Called when the instance of a request dies while the request is on its way. */
  onSenderDeath: (task: Task) => void = () => {};
  /** Called when the instance of a request freezes before the request leaves it, with for how long (milliseconds). */
  onSenderFreeze: (task: Task, sleep: number) => void = () => {};

  constructor(scheduler: Scheduler) {
    this.#scheduler = scheduler;
  }

  /** The adapter, in place of that of axios, through which the client of an instance sends to a service. */
  send(upstream: Upstream, config: InternalAxiosRequestConfig): Promise<AxiosResponse> {
    return new Promise((resolve, reject) => {
      const { current: task } = this.#scheduler;
      if (task === null) throw new Error('A request was sent outside every task.');
      new Exchange(this.#scheduler, this, upstream, task, config, resolve, reject).begin();
    });
  }
}

/** The faults of a service, by how they are carried out. */
export interface Faults {
  statuses: readonly (readonly [string, StatusFault])[];
  unreadable: readonly (readonly [string, UnreadableFault])[];
}

/** Sorts a table of faults. Leaves out those that the transport simulates itself, such as a broken connection. */
export function sortFaults(table: Readonly<Record<string, FaultRule['actions'][number]>>): Faults {
  const statuses: [string, StatusFault][] = [];
  const unreadable: [string, UnreadableFault][] = [];
  for (const [name, action] of Object.entries(table)) {
    for (const fault of faultRuleSchema.parse({ actions: [action] }).actions) {
      if (fault.kind === 'status') statuses.push([name, fault]);
      else if (fault.kind === 'unreadable') unreadable.push([name, fault]);
    }
  }
  return { statuses, unreadable };
}

/** One request on its way there and back. */
class Exchange {
  readonly #request: SentRequest;
  #over = false;

  constructor(
    readonly scheduler: Scheduler,
    readonly transport: Transport,
    readonly upstream: Upstream,
    readonly task: Task,
    readonly config: InternalAxiosRequestConfig,
    readonly resolve: (response: AxiosResponse) => void,
    readonly reject: (error: unknown) => void,
  ) {
    this.#request = {
      task,
      method: (config.method ?? 'get').toUpperCase(),
      path: config.url ?? '/',
      query: new URLSearchParams(
        Object.entries<unknown>(config.params ?? {}).map(([key, value]) => [key, String(value)]),
      ),
      body: typeof config.data === 'string' ? config.data : '',
      sentAt: scheduler.time,
      processedAt: null,
      status: null,
      fault: null,
    };
  }

  begin() {
    const { config, task, transport } = this;
    const { chance } = task;
    const { signal } = config;
    if (signal?.aborted) return this.#giveUp();
    signal?.addEventListener?.('abort', this.#giveUp);
    transport.requests.push(this.#request);
    transport.onSend(this.#request);
    this.#log('sends');
    const frozen = chance.incident('instance freezes before sending', 0.003);
    if (frozen === null) {
      this.#travel(0);
      return;
    }
    const sleep = frozen.int(1_000, 240_000);
    transport.onSenderFreeze(task, sleep);
    this.#travel(sleep);
  }

  #travel(departure: number) {
    const { chance } = this.task;
    const there = departure + chance.int(5, 60);
    const work = chance.int(20, 400);
    const { outage } = this.transport;
    if (outage !== null) return this.#answerError(there + work, outage);
    const refused = chance.incident('connection refused', 0.01);
    if (refused !== null) return this.#fail(there, refused.pick(refusals));
    const before = chance.incident('connection breaks before processing', 0.01);
    if (before !== null) return this.#fail(there + work, before.pick(connectionErrors));
    const after = chance.incident('connection breaks after processing', 0.02);
    const late = departure > 0 ? null : chance.incident('processed late', 0.02);
    if (late !== null) return this.#processLate(there, work, late);
    const failing = chance.incident('error answer', 0.05);
    if (failing !== null) return this.#answerError(there + work, failing.pick(this.upstream.faults.statuses));
    const garbled = chance.incident('answer unreadable', 0.01);
    if (garbled !== null) return this.#answerUnreadable(there + work, garbled);
    const slow = chance.incident('answer late', 0.01);
    this.#process(there + work, (answer) => {
      if (after !== null) return this.#fail(work, after.pick(connectionErrors));
      this.#answer(slow === null ? there : slow.int(1_000, 60_000), answer);
    });
  }

  /**
   * Carries out a request long after its connection broke, its caller gave up, or its sender died: after a
   * time, or between the steps of others.
   */
  #processLate(there: number, work: number, chance: Chance): void {
    const end = chance.next();
    if (end < 0.4) this.#fail(there + work, chance.pick(connectionErrors));
    else if (end < 0.6) this.scheduler.after(there, null, () => this.transport.onSenderDeath(this.task));
    const process = () => this.#process(0, (answer) => this.#answer(there, answer));
    const kind = chance.next();
    if (kind < 0.5) this.scheduler.afterSteps(chance.int(1, mostSteps), latestProcessingMs, process);
    else this.scheduler.after(chance.int(500, kind < 0.75 ? 30_000 : latestProcessingMs), null, process);
  }

  #answerError(delay: number, [name, fault]: Faults['statuses'][number]) {
    this.#request.fault = name;
    const answer = withOverrides(this.upstream.errorAnswer(fault), fault);
    if (fault.processed) return this.#process(delay, () => this.#answer(10, answer));
    this.#log(`is answered ${name}`);
    this.#answer(delay, answer);
  }

  #answerUnreadable(delay: number, chance: Chance) {
    const [name, fault] = chance.pick(this.upstream.faults.unreadable);
    this.#request.fault = name;
    const spoil = (answer: Answer) => {
      const half = answer.body.slice(0, Math.ceil(answer.body.length / 2));
      if (fault.body === 'interrupted') return this.#interrupt(10, { ...answer, body: half });
      const body =
        fault.body === 'truncated' ? half : fault.body === 'html' ? '<!doctype html><title>One moment</title>' : '';
      this.#answer(10, { ...answer, body });
    };
    if (!fault.processed) spoil({ status: 200, headers: {}, body: '{}' });
    else this.#process(delay, spoil);
  }

  #process(delay: number, then: (answer: Answer) => void): void {
    this.scheduler.after(delay, null, () => {
      const { method, path, query, body } = this.#request;
      const headers = new Map(
        Object.entries(this.config.headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
      );
      this.#request.processedAt = this.scheduler.time;
      const answer = this.upstream.answer({ method, path, query, headers, body });
      this.#request.status = answer.status;
      this.#log(`is carried out: ${answer.status}`);
      then(answer);
    });
  }

  #answer(delay: number, answer: Answer): void {
    this.scheduler.after(delay, this.task, () => this.#end(() => this.#settle(answer), answer));
  }

  #interrupt(delay: number, answer: Answer): void {
    const { config } = this;
    this.scheduler.after(delay, this.task, () => {
      const error = new AxiosError(
        'stream has been aborted',
        AxiosError.ERR_BAD_RESPONSE,
        config,
        null,
        this.#response(answer),
      );
      this.#end(() => this.reject(error));
    });
  }

  #fail(delay: number, { code, syscall }: { code: string; syscall: string | null }): void {
    const { config } = this;
    this.scheduler.after(delay, this.task, () => {
      const cause = Object.assign(new Error(code), { code, ...(syscall === null ? {} : { syscall }) });
      this.#log(`fails: ${code}${syscall === null ? '' : ` ${syscall}`}`);
      this.#end(() => this.reject(AxiosError.from(cause, code, config, null)));
    });
  }

  #settle(answer: Answer) {
    const response = this.#response(answer);
    if (answer.status >= 200 && answer.status < 300) return this.resolve(response);
    const code = answer.status < 500 ? AxiosError.ERR_BAD_REQUEST : AxiosError.ERR_BAD_RESPONSE;
    this.reject(new AxiosError(`Request failed with status code ${answer.status}`, code, this.config, null, response));
  }

  #response({ status, headers, body }: Answer): AxiosResponse {
    return {
      data: body,
      status,
      statusText: '',
      headers: new AxiosHeaders(headers),
      config: this.config,
      request: null,
    };
  }

  #end(tell: () => void, answer: Answer | null = null): void {
    if (this.#over) return;
    this.#over = true;
    this.transport.onEnd(this.#request, answer);
    this.config.signal?.removeEventListener?.('abort', this.#giveUp);
    tell();
  }

  readonly #giveUp = (): void => this.#end(() => this.reject(new CanceledError(undefined, this.config)));

  #log(what: string): void {
    const { method, path, query, body } = this.#request;
    const detail = query.get('search') ?? /"name":"([^"]*)"/.exec(body)?.[1] ?? '';
    this.scheduler.log(`${this.task.name} ${method} ${this.upstream.name}${path.slice(-22)} ${detail} ${what}`);
  }
}

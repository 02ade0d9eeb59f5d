import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FaultAction, FaultPlan } from './faults.ts';
import { sendSlowly, sendUnreadable, withOverrides } from './faulty-answer.ts';
import { type Answer, jsonAnswer, type StubRequest, send } from './http-message.ts';
import type { RequestLog } from './request-log.ts';
import { matches, type RequestMatch } from './request-match.ts';
import type { RequestRecord } from './request-record.ts';
import type { ExchangeSettings, Upstream } from './upstream.ts';

interface Call {
  readonly record: RequestRecord;
  readonly request: StubRequest;
  readonly response: ServerResponse;
}

/** Answers requests to an upstream after applying the concurrency limit, faults and latency. */
export class Exchange {
  readonly #upstream: Upstream;
  readonly #requests: RequestLog;
  readonly #faults: FaultPlan;
  readonly #settings: ExchangeSettings;
  #held: Call[] = [];
  #waiting = new AbortController();

  constructor(upstream: Upstream, requests: RequestLog, faults: FaultPlan, settings: ExchangeSettings) {
    this.#upstream = upstream;
    this.#requests = requests;
    this.#faults = faults;
    this.#settings = settings;
  }

  /** Answers one request, unless a fault leaves it unanswered. Rejects with an AbortError when abandoned. */
  async answer(request: StubRequest, response: ServerResponse): Promise<void> {
    const record = this.#requests.add(request, this.#upstream.describe(request), response.req.socket);
    const call = { record, request, response };
    response.once('close', () => this.#requests.close(record));
    const { latencyMs, maxInFlight } = this.#settings;
    if (maxInFlight !== null && this.#requests.counters().inFlight > maxInFlight) {
      return this.#reply(call, this.#upstream.tooManyAnswer());
    }
    const fault = this.#faults.take(record) ?? { kind: 'pass' };
    this.#requests.update(record, { fault });
    if (fault.kind === 'hold') return this.#hold(call, fault.drop);
    await this.#pause(latencyMs);
    await this.#applyFault(fault, call);
  }

  /** The held requests, in order of arrival. */
  held(): readonly Readonly<RequestRecord>[] {
    return this.#held.map(({ record }) => record);
  }

  /** Processes the matching held requests in order of arrival and returns their number. */
  release(match: RequestMatch = {}): number {
    const released = this.#held.filter(({ record }) => matches(match, record));
    this.#held = this.#held.filter((call) => !released.includes(call));
    for (const call of released) this.#reply(call, this.#process(call));
    return released.length;
  }

  /** Drops every held or delayed request unprocessed. */
  abandon(): void {
    for (const { response } of this.#held) response.destroy();
    this.#held = [];
    this.#waiting.abort();
    this.#waiting = new AbortController();
  }

  #hold(call: Call, drop: boolean): void {
    this.#held.push(call);
    if (drop) call.response.destroy();
  }

  async #applyFault(fault: Exclude<FaultAction, { kind: 'hold' }>, call: Call): Promise<void> {
    switch (fault.kind) {
      case 'pass':
        return this.#reply(call, this.#process(call));
      case 'status':
        if (fault.processed) this.#process(call);
        return this.#reply(call, withOverrides(this.#upstream.errorAnswer(fault), fault));
      case 'delay': {
        if (fault.when === 'before') await this.#pause(fault.ms);
        const answer = this.#process(call);
        if (fault.when === 'after') await this.#pause(fault.ms);
        return this.#reply(call, answer);
      }
      case 'drop':
        if (fault.when === 'after') this.#process(call);
        call.response.destroy();
        return;
      case 'unreadable': {
        const answer = fault.processed ? this.#process(call) : jsonAnswer(200, { id: 'not processed' });
        this.#requests.update(call.record, { status: answer.status });
        return sendUnreadable(call.response, fault.body, answer);
      }
      case 'slow': {
        const answer = this.#process(call);
        this.#requests.update(call.record, { status: answer.status });
        return await sendSlowly(call.response, answer, (share) => this.#pause(fault.ms * share));
      }
    }
  }

  #process({ record, request }: Call): Answer {
    const answer = this.#upstream.process(request);
    this.#requests.update(record, { processed: true });
    return answer;
  }

  #reply({ record, response }: Call, answer: Answer): void {
    if (response.destroyed) return;
    this.#requests.update(record, { status: answer.status });
    send(response, answer);
  }

  /** Waits even when the client disconnects: a real upstream does not notice either. */
  async #pause(ms: number): Promise<void> {
    if (ms > 0) await sleep(ms, undefined, { signal: this.#waiting.signal });
  }
}

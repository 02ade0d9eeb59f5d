import type { StubRequest } from './http-message.ts';
import { matches, type RequestMatch } from './request-match.ts';
import type { RequestRecord } from './request-record.ts';

/** Enough of a body to recognise it, without keeping large documents in memory. */
const bodyCharactersKept = 10_000;

/** Totals since the start or the last reset. */
export interface RequestCounters {
  requests: number;
  /** Keyed by `METHOD /path`, with `?page=N` for pages of a list. */
  byTarget: Record<string, number>;
  byUserAgent: Record<string, number>;
  /** Requests that are neither answered nor closed. */
  inFlight: number;
  mostInFlight: number;
  /** TCP connections that carried at least one request. */
  connections: number;
}

/** Bounds the memory of a long session. The counters include dropped records. */
const recordsKept = 5_000;

interface Waiter {
  isMet(): boolean;
  resolve(): void;
}

/** Records and counts the requests to an upstream, and lets tests wait for them. */
export class RequestLog {
  #records: RequestRecord[] = [];
  #counters = newCounters();
  #inFlight = new Set<RequestRecord>();
  #connections = new WeakSet<object>();
  #waiters = new Set<Waiter>();

  /** @param connection identifies the TCP connection. */
  add(request: StubRequest, about: Pick<RequestRecord, 'names' | 'page'>, connection: object): RequestRecord {
    const record: RequestRecord = {
      id: this.#counters.requests + 1,
      receivedAt: Date.now(),
      method: request.method,
      path: request.path,
      query: request.query.toString(),
      userAgent: request.headers.get('user-agent') ?? null,
      body: request.body.slice(0, bodyCharactersKept),
      bodyBytes: Buffer.byteLength(request.body),
      ...about,
      fault: null,
      processed: false,
      status: null,
      closed: false,
    };
    this.#records.push(record);
    if (this.#records.length > recordsKept) this.#records.shift();
    this.#count(record);
    if (!this.#connections.has(connection)) this.#counters.connections += 1;
    this.#connections.add(connection);
    this.#notify();
    return record;
  }

  update(record: RequestRecord, change: Partial<Pick<RequestRecord, 'fault' | 'processed' | 'status'>>): void {
    Object.assign(record, change);
    this.#notify();
  }

  /** Marks a request as answered or disconnected. */
  close(record: RequestRecord): void {
    record.closed = true;
    this.#inFlight.delete(record);
    this.#notify();
  }

  /** The matching requests, oldest first. */
  find(match: RequestMatch = {}): readonly Readonly<RequestRecord>[] {
    return this.#records.filter((record) => matches(match, record));
  }

  counters(): RequestCounters {
    return { ...structuredClone(this.#counters), inFlight: this.#inFlight.size };
  }

  /**
   * Resolves with the matching requests once `count` of them, earlier ones included, are received,
   * processed or closed. Has no timeout.
   */
  async waitFor(
    match: RequestMatch,
    { count = 1, until = 'received' }: { count?: number; until?: 'received' | 'processed' | 'closed' } = {},
  ): Promise<readonly Readonly<RequestRecord>[]> {
    const found = () => this.find(match).filter((record) => until === 'received' || record[until]);
    const isMet = () => found().length >= count;
    if (!isMet()) await new Promise<void>((resolve) => this.#waiters.add({ isMet, resolve }));
    return found();
  }

  /** Clears the records and the counters. */
  reset(): void {
    this.#records = [];
    this.#counters = newCounters();
    this.#inFlight.clear();
    this.#connections = new WeakSet();
  }

  #count(record: RequestRecord): void {
    const counters = this.#counters;
    const target = `${record.method} ${record.path}${record.page === null ? '' : `?page=${record.page}`}`;
    const userAgent = record.userAgent ?? '(none)';
    counters.requests += 1;
    counters.byTarget[target] = (counters.byTarget[target] ?? 0) + 1;
    counters.byUserAgent[userAgent] = (counters.byUserAgent[userAgent] ?? 0) + 1;
    this.#inFlight.add(record);
    counters.mostInFlight = Math.max(counters.mostInFlight, this.#inFlight.size);
  }

  #notify(): void {
    for (const waiter of this.#waiters) {
      if (!waiter.isMet()) continue;
      this.#waiters.delete(waiter);
      waiter.resolve();
    }
  }
}

function newCounters(): Omit<RequestCounters, 'inFlight'> {
  return { requests: 0, byTarget: {}, byUserAgent: {}, mostInFlight: 0, connections: 0 };
}

import { z } from 'zod';
import type { FaultAction } from './faults.ts';
import type { Answer, StubRequest } from './http-message.ts';
import type { RequestRecord } from './request-record.ts';

/** The service that a stub imitates. It answers synchronously; the exchange adds latency and faults. */
export interface Upstream {
  /** The names and page of a request, by which fault rules select it. */
  describe(request: StubRequest): Pick<RequestRecord, 'names' | 'page'>;
  /** Processes a request atomically. */
  process(request: StubRequest): Answer;
  /** The answer of a `status` fault in the upstream's own shape. The exchange adds the fault's headers and body. */
  errorAnswer(fault: Extract<FaultAction, { kind: 'status' }>): Answer;
  /** The answer to a request beyond `maxInFlight`. */
  tooManyAnswer(): Answer;
  /** A page for browsers, outside the upstream's API; null for any other path. */
  page(request: StubRequest): Answer | null;
  /** Answers the upstream's own control endpoints; null for any other path. */
  control(request: StubRequest): Answer | null;
  /** The whole state, as JSON. */
  state(): unknown;
  reset(): void;
}

export interface ExchangeSettings {
  /** Delay before every request is processed, in milliseconds. */
  latencyMs: number;
  /** Further concurrent requests are answered 429; null for no limit. */
  maxInFlight: number | null;
}

export const exchangeSettingsSchema = z
  .strictObject({ latencyMs: z.int().min(0).max(240_000), maxInFlight: z.int().min(1).nullable() })
  .partial();

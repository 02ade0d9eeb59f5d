import { z } from 'zod';
import type { FaultAction } from './faults.ts';
import type { Answer, StubRequest } from './http-message.ts';
import type { RequestRecord } from './request-record.ts';

/** What a stub stands in for. It answers at once: time and faults are the exchange's business. */
export interface Upstream {
  /** What a request is about, so that faults can be aimed at it. */
  about(request: StubRequest): Pick<RequestRecord, 'names' | 'page'>;
  /** Carries a request out, in one step that nothing can come between. */
  process(request: StubRequest): Answer;
  /** An error that was ordered, in the upstream's own shape; the exchange puts ordered headers and body in. */
  errorAnswer(fault: Extract<FaultAction, { kind: 'status' }>): Answer;
  /** The error for a request beyond `maxInFlight`. */
  tooManyAnswer(): Answer;
  /** What a browser is shown at a path that is not the upstream's API; null at all other paths. */
  page(request: StubRequest): Answer | null;
  /** The upstream's own control endpoints; null when it has none there. */
  control(request: StubRequest): Answer | null;
  /** All it holds, as JSON. */
  state(): unknown;
  /** Back to how it was at the start. */
  reset(): void;
}

/** How an upstream behaves towards every request; may be changed at any time. */
export interface ExchangeSettings {
  /** Milliseconds that every request takes before it is processed. */
  latencyMs: number;
  /** Requests beyond this many at once are answered 429; null for no bound. */
  maxInFlight: number | null;
}

/** A change of the settings, as it comes over HTTP. */
export const exchangeSettingsSchema = z
  .strictObject({ latencyMs: z.int().min(0).max(240_000), maxInFlight: z.int().min(1).nullable() })
  .partial();

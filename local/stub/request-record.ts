import type { FaultAction } from './faults.ts';
import type { MatchedRequest } from './request-match.ts';

/** One request to the upstream. Its mutable fields change until it is closed. */
export interface RequestRecord extends MatchedRequest {
  /** Counts from 1, in order of arrival. */
  readonly id: number;
  /** When the whole request had arrived, in Unix milliseconds. */
  readonly receivedAt: number;
  readonly query: string;
  readonly userAgent: string | null;
  readonly bodyBytes: number;
  /** The fault applied to it. */
  fault: FaultAction | null;
  /** Whether the upstream has processed it. */
  processed: boolean;
  /** The status of the answer; null without an answer. */
  status: number | null;
  /** Whether it was answered, dropped, or aborted by the client. */
  closed: boolean;
}

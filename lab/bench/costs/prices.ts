import type { Access } from './count-access.ts';

/** Everything an operation is billed for. */
export interface Usage extends Access {
  /** Calls and events handled by a function. */
  invocations: number;
  /** Bytes of documents in events. */
  eventBytes: number;
  /** Seconds of one vCPU with 512 MiB, rounded up to a tenth for each invocation. */
  computeSeconds: number;
}

/**
 * List prices in US dollars beyond the free tiers, looked up in November 2026 in copies of:
 * cloud.google.com/firestore/pricing (multi-region; a regional database costs about half),
 * cloud.google.com/run/pricing (tier 1, request-based billing), cloud.google.com/eventarc/pricing
 * (Google's own events are free) and cloud.google.com/pubsub/pricing (the transport of events).
 */
const dollars = {
  read: 0.06 / 100_000,
  write: 0.18 / 100_000,
  delete: 0.02 / 100_000,
  invocation: 0.4 / 1_000_000,
  processorSecond: 0.000024,
  memoryGibibyteSecond: 0.0000025,
  /** Billed on publishing and again on delivery. */
  eventByte: 40 / 2 ** 40,
} as const;

/** Pub/Sub's minimum billed size of a request. */
const minimumEventBytes = 1000;

/** In US dollars. */
export function priceOf(usage: Usage): number {
  const documents = usage.reads * dollars.read + usage.writes * dollars.write + usage.deletes * dollars.delete;
  const compute = usage.computeSeconds * (dollars.processorSecond + 0.5 * dollars.memoryGibibyteSecond);
  const events = usage.eventBytes === 0 ? 0 : Math.max(usage.eventBytes, minimumEventBytes * usage.invocations);
  return documents + compute + usage.invocations * dollars.invocation + 2 * events * dollars.eventByte;
}

export const priceList = `List prices in US dollars, beyond the free tiers: Firestore (multi-region; a regional database costs about half): 0.06 for 100 000 reads, 0.18 for 100 000 writes, 0.02 for 100 000 deletes. Cloud Run (tier 1, request-based billing): 0.40 for a million requests, 0.000024 for a vCPU-second, 0.0000025 for a GiB-second. Firestore events: Eventarc is free, Pub/Sub costs 40 for a TiB published or delivered. Sources: the price pages of Firestore, Cloud Run, Eventarc and Pub/Sub at cloud.google.com, looked up in November 2026 in public copies. The calculation gives each invocation an instance of its own; concurrency makes it cheaper.`;

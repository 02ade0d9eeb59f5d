import type { Access } from './count-access.ts';

/** What an operation uses. */
export interface Usage extends Access {
  /** Calls and events that reached a function. */
  invocations: number;
  /** Bytes of documents in events. */
  eventBytes: number;
  /** Seconds of one processor with 512 MiB, each invocation rounded up to a tenth. */
  computeSeconds: number;
}

/**
 * List prices in US dollars, beyond the free tiers. Published at
 * cloud.google.com/firestore/pricing (multi-region, the dearer kind; a regional database costs about
 * half), cloud.google.com/run/pricing (tier 1, billed by request), cloud.google.com/eventarc/pricing
 * (events of Google's own services cost nothing) and cloud.google.com/pubsub/pricing (which carries
 * them). Looked up in November 2026, in copies of those pages.
 */
const dollars = {
  read: 0.06 / 100_000,
  write: 0.18 / 100_000,
  delete: 0.02 / 100_000,
  invocation: 0.4 / 1_000_000,
  processorSecond: 0.000024,
  memoryGibibyteSecond: 0.0000025,
  /** Paid when an event is published and again when it is delivered. */
  eventByte: 40 / 2 ** 40,
} as const;

/** Pub/Sub counts each request as this many bytes at least (its price list). */
const leastEventBytes = 1000;

/** What an operation costs, in US dollars. */
export function priceOf(usage: Usage): number {
  const documents = usage.reads * dollars.read + usage.writes * dollars.write + usage.deletes * dollars.delete;
  const compute = usage.computeSeconds * (dollars.processorSecond + 0.5 * dollars.memoryGibibyteSecond);
  const events = usage.eventBytes === 0 ? 0 : Math.max(usage.eventBytes, leastEventBytes * usage.invocations);
  return documents + compute + usage.invocations * dollars.invocation + 2 * events * dollars.eventByte;
}

/** The prices as people read them. */
export const priceList = `List prices beyond the free tiers, in US dollars: Firestore, for 100 000 documents, 0.06 read, 0.18 written, 0.02 deleted (multi-region; a regional database costs about half); Cloud Run, tier 1, billed by request: 0.40 for a million requests, 0.000024 for a vCPU-second, 0.0000025 for a GiB-second; events of Firestore: Eventarc nothing, Pub/Sub 40 for a TiB published or delivered. Sources: the price pages of Firestore, Cloud Run, Eventarc and Pub/Sub at cloud.google.com, looked up in November 2026 in public copies of them. Each invocation counts as if it had an instance to itself: concurrency makes it cheaper.`;

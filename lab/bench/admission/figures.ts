/** The assumptions of the simulation. Times are seconds. */
export interface Figures {
  /** From the request that starts an instance until it accepts requests. */
  instanceStart: number;
  /** How long Cloud Run keeps a request without a place: this multiple of `instanceStart`, and a minimum. */
  pendingStarts: number;
  pendingLeast: number;
  /** The share of its concurrency that Cloud Run fills in an instance before it starts another. */
  targetUse: number;
  /** Waits before a refused or failed event is delivered again: the first, doubling up to the longest. */
  backoffLeast: number;
  backoffMost: number;
  /** The jitter of a wait, as a share of it. */
  backoffSpread: number;
  /** How long the delivery of an event is retried. */
  retention: number;
  /** One request to ElevenLabs. */
  request: number;
  /** The transactions before and after it. */
  claim: number;
  settle: number;
  /** An update event of the functions' own writes, which returns at once. */
  ownWrite: number;
  /** New documents a second. */
  writeRate: number;
}

/** The figures of the benchmark. `sources` says where each is from. */
export const figures: Figures = {
  instanceStart: 4,
  pendingStarts: 3.5,
  pendingLeast: 10,
  targetUse: 0.6,
  backoffLeast: 10,
  backoffMost: 600,
  backoffSpread: 0.25,
  retention: 24 * 60 * 60,
  request: 0.9,
  claim: 0.1,
  settle: 0.1,
  ownWrite: 0.02,
  writeRate: 500,
};

/** Rows of figure, value and source, for the document. */
export const sources: readonly (readonly string[])[] = [
  [
    'a request that finds no place waits',
    '3.5 times the average start of an instance, at least 10 s; then 429',
    'documented: [Cloud Run, instance autoscaling](https://cloud.google.com/run/docs/about-instance-autoscaling)',
  ],
  [
    'another instance starts',
    'above 60 % of the concurrency of those there are (documented as an average over a minute; here at once)',
    'documented: the same page',
  ],
  [
    'most concurrency of an instance',
    '1 000',
    'documented: [Cloud Run, concurrency](https://cloud.google.com/run/docs/about-concurrency)',
  ],
  [
    'an event that is refused or fails comes again',
    'after 10 s, increasing to 600 s, for 24 h',
    'documented: [Eventarc, retry events](https://cloud.google.com/eventarc/docs/retry-events)',
  ],
  ['steps of that backoff', 'doubling, ±25 % ("on a best effort basis")', 'assumed'],
  ['largest event', '512 KB', 'documented: [Cloud Run functions, quotas](https://cloud.google.com/functions/quotas)'],
  [
    'new documents',
    '500 a second, the limit for a field whose values rise (`updatedAt`)',
    'documented: [Firestore, best practices](https://cloud.google.com/firestore/docs/best-practices)',
  ],
  ['start of an instance', '4 s', 'assumed: Google publishes no figure'],
  ['one request to ElevenLabs', '0.9 s', 'observed for a create; assumed for the others'],
  ['a claim, a settle', '0.1 s each', 'assumed'],
  [
    'slow start of the push subscription',
    'left out: every event is sent at once, which is the hardest case for the functions',
    'simplified',
  ],
];

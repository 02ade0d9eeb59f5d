/** What the simulation takes as given; times are seconds. */
export interface Figures {
  /** From the first request for an instance until it takes requests. */
  instanceStart: number;
  /** How long Cloud Run keeps a request that finds no place, as a multiple of `instanceStart` and at least. */
  pendingStarts: number;
  pendingLeast: number;
  /** The share of its concurrency that Cloud Run fills in an instance before it starts another. */
  targetUse: number;
  /** Waits before a refused or failed event comes again: the first, then doubling to the longest. */
  backoffLeast: number;
  backoffMost: number;
  /** By how much a wait may differ from that, as a share of it. */
  backoffSpread: number;
  /** How long an event is delivered again. */
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

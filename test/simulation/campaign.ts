import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { PromiseName, Violation } from './promises.ts';

/** A part of a campaign: schedules from one number to below another. */
export interface Part {
  baseSeed: number;
  from: number;
  to: number;
  calm: boolean;
}

/** A schedule that broke a promise. */
export interface Failure extends Violation {
  /** Its number in the campaign. */
  schedule: number;
  seed: number;
  /** Which known failure it is an instance of; null when it is new. */
  known: string | null;
}

/** The counts of a part, or of a whole campaign. */
export interface Tally {
  schedules: number;
  steps: number;
  instances: number;
  faults: number;
  /** Schedules with at least two instances and one fault. */
  eventful: number;
  /** The first schedules that broke each promise, and the first of each known failure. */
  failures: Failure[];
  /** Schedules that broke a promise, not counting known failures. */
  violations: number;
  knownViolations: number;
  incidents: Record<string, number>;
  transitions: Record<string, number>;
  hash: readonly [number, number];
}

/** An empty tally. */
export function emptyTally(): Tally {
  return {
    schedules: 0,
    steps: 0,
    instances: 0,
    faults: 0,
    eventful: 0,
    failures: [],
    violations: 0,
    knownViolations: 0,
    incidents: {},
    transitions: {},
    hash: [0, 0],
  };
}

/** Schedules that a worker takes at once. */
const partSize = 250;

/** Failures of one promise that are kept. */
const failuresKept = 5;

/** Prefers Node's own type stripping: the function names that tsx adds take a fifth of a schedule's time. */
const types = process.allowedNodeEnvironmentFlags.has('--experimental-transform-types')
  ? ['--experimental-transform-types', '--disable-warning=ExperimentalWarning']
  : ['--import', 'tsx'];

/**
 * Every core runs schedules, so no core is free for concurrent garbage collection. Pretenuring takes the first
 * schedules for long-lived: objects then go to the old generation and keep everything they hold alive there.
 */
const execArgv = [...types, '--single-threaded-gc', '--max-semi-space-size=32', '--no-allocation-site-pretenuring'];

/** What a campaign runs. */
export interface Campaign {
  schedules: number;
  seed: number;
  /** Number of processes. */
  workers: number;
  /** Runs without faults, and with one instance for every call. */
  calm?: boolean;
  /** Ends with the first part that breaks a promise. */
  untilBroken?: boolean;
}

/** Runs schedules in several processes. The hash of the tally does not depend on how many. */
export async function runCampaign(campaign: Campaign): Promise<Tally> {
  const { schedules, seed, workers, calm = false, untilBroken = false } = campaign;
  const tallies: Tally[] = [];
  const total = Math.ceil(schedules / partSize);
  let next = 0;
  let isBroken = false;
  const drive = (worker: ChildProcess) =>
    new Promise<void>((resolve, reject) => {
      const hand = () => {
        if (next >= total || (untilBroken && isBroken)) return resolve();
        const part: Part = {
          baseSeed: seed,
          from: next * partSize,
          to: Math.min((next + 1) * partSize, schedules),
          calm,
        };
        worker.send({ number: next, part });
        next += 1;
      };
      worker.on('error', reject);
      worker.on('exit', (code) => reject(new Error(`A worker ended with ${code}.`)));
      worker.on('message', ({ number, tally }: { number: number; tally: Tally }) => {
        tallies[number] = tally;
        isBroken ||= tally.violations > 0;
        hand();
      });
      hand();
    });
  const script = fileURLToPath(new URL('./worker.ts', import.meta.url));
  const processes = Array.from({ length: Math.min(workers, total) }, () => fork(script, { execArgv }));
  try {
    await Promise.all(processes.map(drive));
  } finally {
    for (const worker of processes) worker.kill();
  }
  return tallies.reduce(add, emptyTally());
}

/** Adds a part to a tally; parts must come in order. */
function add(tally: Tally, part: Tally): Tally {
  const failures = [...tally.failures];
  for (const failure of part.failures) keepFailure(failures, failure);
  return {
    schedules: tally.schedules + part.schedules,
    steps: tally.steps + part.steps,
    instances: tally.instances + part.instances,
    faults: tally.faults + part.faults,
    eventful: tally.eventful + part.eventful,
    failures,
    violations: tally.violations + part.violations,
    knownViolations: tally.knownViolations + part.knownViolations,
    incidents: summed(tally.incidents, part.incidents),
    transitions: summed(tally.transitions, part.transitions),
    hash: combine(tally.hash, part.hash),
  };
}

/** Keeps a failure if it is among the first of its promise. */
export function keepFailure(failures: Failure[], failure: Failure): void {
  const alike = failures.filter(
    ({ promise, known }: { promise: PromiseName; known: string | null }) =>
      promise === failure.promise && known === failure.known,
  );
  if (alike.length < failuresKept) failures.push(failure);
}

/** A hash of two hashes in this order. */
export function combine(
  [low, high]: readonly [number, number],
  [nextLow, nextHigh]: readonly [number, number],
): readonly [number, number] {
  return [
    (Math.imul(low ^ nextLow, 0x01000193) ^ nextHigh) >>> 0,
    (Math.imul(high ^ nextHigh, 0x85ebca6b) ^ nextLow) >>> 0,
  ];
}

function summed(one: Record<string, number>, other: Record<string, number>): Record<string, number> {
  const sums = { ...one };
  for (const [name, count] of Object.entries(other)) sums[name] = (sums[name] ?? 0) + count;
  return sums;
}

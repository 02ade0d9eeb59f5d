import { randomInt } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { type Failure, runCampaign, type Tally } from './campaign.ts';
import { simulateTimers } from './engine/timers.ts';
import { recordRun } from './record.ts';
import { neverMet } from './transitions.ts';

/** Failures that are shrunk and shown. */
const shown = 3;

/** A run this long that does not meet every transition has failed. */
const enoughForTransitions = 5_000;

const { values } = parseArgs({
  options: {
    schedules: { type: 'string' },
    seed: { type: 'string' },
    workers: { type: 'string' },
    record: { type: 'boolean' },
  },
});
const seed = values.seed === undefined ? randomInt(2 ** 31) : Number(values.seed);

if (values.seed !== undefined && values.schedules === undefined) await show(seed);
else await search();

/** Runs many schedules and shows the first failures, each as small as it can be made. */
async function search(): Promise<void> {
  const schedules = Number(values.schedules ?? 10_000);
  const workers = Number(values.workers ?? availableParallelism());
  console.log(`npm run simulate -- --schedules ${schedules} --seed ${seed}`);
  const begun = performance.now();
  const tally = await runCampaign({ schedules, seed, workers });
  const seconds = (performance.now() - begun) / 1000;
  describe(tally);
  const fresh = tally.failures.filter(({ known }) => known === null);
  const first = fresh.filter(({ promise }, place) => fresh.findIndex((other) => other.promise === promise) === place);
  for (const failure of first.slice(0, shown)) await explain(failure);
  for (const { promise, schedule, seed: own, known } of tally.failures) {
    console.log(`${known ?? 'new'}: schedule ${schedule}, --seed ${own}: ${promise}`);
  }
  const trace = tally.hash.map((part) => part.toString(16).padStart(8, '0')).join('');
  console.log(
    `schedules ${tally.schedules}  violations ${tally.violations}  seconds ${seconds.toFixed(1)}  trace ${trace}`,
  );
  const missed = neverMet(tally.transitions);
  // A short run need not meet all of them.
  if (schedules >= enoughForTransitions && missed.length > 0) console.log(`never met: ${missed.join(', ')}`);
  if (values.record) await recordRun(seed, tally);
  const complete = schedules < enoughForTransitions || missed.length === 0;
  process.exitCode = tally.violations === 0 && complete ? 0 : 1;
}

/** Runs one schedule twice and prints its trace, and the smallest one that breaks the same promise. */
async function show(own: number): Promise<void> {
  simulateTimers();
  const { runSchedule } = await import('./schedule.ts');
  const result = await runSchedule(own, { traced: true });
  const again = await runSchedule(own, { traced: true });
  const differing = result.lines?.findIndex((line, place) => line !== again.lines?.[place]) ?? -1;
  if (differing >= 0) throw new Error(`The schedule does not repeat itself: ${result.lines?.[differing]}`);
  const [violation] = result.violations;
  if (violation === undefined) {
    console.log(result.lines?.join('\n'));
    console.log('No promise was broken.');
    return;
  }
  const promises = new Set(result.violations.map(({ promise }) => promise));
  for (const promise of promises) await explain({ ...violation, promise, schedule: 0, seed: own, known: null });
  process.exitCode = 1;
}

async function explain(failure: Failure): Promise<void> {
  simulateTimers();
  const { shrink } = await import('./shrink.ts');
  const { lines, happened } = await shrink(failure.seed, failure);
  console.log(`\n${failure.promise} (npm run simulate -- --seed ${failure.seed})`);
  console.log(`It takes: ${happened.map(({ incident }) => incident).join(', ')}`);
  console.log(`${lines?.join('\n')}\n`);
}

function describe({
  schedules,
  steps,
  faults,
  instances,
  eventful,
  incidents,
  transitions,
  knownViolations,
}: Tally): void {
  const mean = (sum: number) => (sum / schedules).toFixed(1);
  console.log(
    `a schedule has ${mean(steps)} steps, ${mean(faults)} faults and ${mean(instances)} instances on average`,
  );
  console.log(
    `${((100 * eventful) / schedules).toFixed(0)} % have two instances and a fault; ${knownViolations} hold a known failure`,
  );
  for (const counts of [transitions, incidents]) {
    const sorted = Object.entries(counts).sort(([, one], [, other]) => other - one);
    console.log(sorted.map(([name, count]) => `${name} ${count}`).join(' · '));
  }
}

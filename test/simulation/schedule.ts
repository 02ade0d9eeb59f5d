import {
  type Act,
  acts,
  Chance,
  type Fault,
  faults,
  type Happened,
  type Incident,
  Incidents,
  mix,
  noFaults,
} from './engine/chance.ts';
import { Scheduler } from './engine/scheduler.ts';
import { setRunning } from './engine/timers.ts';
import { Trace } from './engine/trace.ts';
import { createKnowledgeScenario } from './knowledge/scenario.ts';
import type { Violation } from './promises.ts';
import type { Scenario } from './scenario.ts';
import { createTunebookScenario } from './tunebook/scenario.ts';

/** The result of one schedule. */
export interface ScheduleResult {
  scenario: string;
  hash: readonly [number, number];
  steps: number;
  instances: number;
  happened: readonly Happened[];
  violations: readonly Violation[];
  transitions: ReadonlyMap<string, number>;
  lines: readonly string[] | null;
}

/** How a schedule is run. */
export interface ScheduleOptions {
  /** Incidents that may not happen, by place. */
  suppressed?: ReadonlySet<number>;
  /** Keeps the trace for people. */
  traced?: boolean;
  /** Runs without faults, and with one instance for every call. */
  calm?: boolean;
}

/** The most steps of a schedule; one with more counts as never coming to rest. An outage of 60 h takes 9 000. */
const mostSteps = 12_000;

/** Steps after which faults end, so that a long schedule does not take the time of many short ones. */
const mostFaultySteps = 90;

/** Faults go on for up to this long after the last act, in milliseconds. */
const longestTails = [60_000, 2_700_000];

const actSet: ReadonlySet<string> = new Set(acts);

/** Whether it is an act of people instead of a fault. */
export function isAct(incident: Incident): incident is Act {
  return actSet.has(incident);
}

/** Runs the schedule of a seed: acts among faults, recovery without faults, then a check of every promise. */
export async function runSchedule(
  seed: number,
  { suppressed = new Set(), traced = false, calm = false }: ScheduleOptions = {},
): Promise<ScheduleResult> {
  const dice = new Chance(new Incidents({}, new Set()), seed, 0);
  const incidents = new Incidents(calm ? noFaults : drawWeights(dice), suppressed);
  const chance = new Chance(incidents, mix(seed, 1), 1);
  const trace = new Trace(traced);
  const scheduler = new Scheduler(trace, chance.stream(2));
  const concurrency = dice.next() < 0.5 ? 'optimistic' : 'pessimistic';
  const [name, create] =
    dice.next() < 0.89 ? ['knowledge', createKnowledgeScenario] : ['tunebook', createTunebookScenario];
  setRunning(scheduler);
  try {
    const times = (incident: Incident) => incidents.happened.filter((one) => one.incident === incident).length;
    const scenario = create({ scheduler, chance, concurrency, times, calm });
    const last = scenario.begin();
    await scheduler.run(last + chance.int(0, chance.pick(longestTails)), () => trace.steps > mostFaultySteps);
    incidents.enabled = false;
    scheduler.log('faults end');
    scenario.instances.thaw();
    await runUntilQuiet(scheduler, scenario);
    for (const _ of scenario.recover()) await runUntilQuiet(scheduler, scenario);
    const { violations, transitions } = scenario.findings;
    const { started: instances } = scenario.instances;
    const { happened } = incidents;
    const { hash, steps, lines } = trace;
    return { scenario: name, hash, steps, instances, happened, violations, transitions, lines };
  } finally {
    setRunning(null);
  }
}

async function runUntilQuiet(scheduler: Scheduler, scenario: Scenario): Promise<void> {
  const before = scheduler.trace.steps;
  const isTooLong = () => scheduler.trace.steps - before > mostSteps;
  await scheduler.run(Number.POSITIVE_INFINITY, isTooLong);
  if (isTooLong()) scenario.neverRests();
}

/** Faults that are worse together. */
const themes: readonly (readonly Fault[])[] = [
  ['instance freezes', 'instance crashes', 'processed late'],
  ['commit reply lost', 'commit applied late', 'instance freezes'],
  ['listing lags', 'fresh document not found', 'error answer'],
  ['event lost', 'event late', 'event delivered twice', 'sweep skipped'],
  ['error answer', 'answer unreadable', 'connection breaks after processing'],
];

/** How likely each fault is in a schedule: none at all, a few of many kinds, or many of a few kinds. */
function drawWeights(dice: Chance): Readonly<Partial<Record<Fault, number>>> {
  const mode = dice.next();
  if (mode < 0.03) return noFaults;
  if (mode < 0.4) return weightsOf(() => dice.pick([0, 0, 1, 1, 4]));
  const some = Array.from({ length: dice.int(1, 4) }, () => dice.pick(faults));
  const chosen = new Set(mode < 0.7 ? some : [...dice.pick(themes), ...some.slice(0, 1)]);
  const strength = dice.pick([5, 10, 20]);
  return weightsOf((fault) => (chosen.has(fault) ? strength : 0));
}

function weightsOf(weight: (fault: Fault) => number): Readonly<Partial<Record<Fault, number>>> {
  return Object.fromEntries(faults.map((fault) => [fault, weight(fault)]));
}

import { Chance, type Happened, mix, Oddities, type Oddity, oddities } from '../engine/chance.ts';
import { beginning, Scheduler } from '../engine/scheduler.ts';
import { setRunning } from '../engine/timers.ts';
import { Trace } from '../engine/trace.ts';
import { fieldAt } from '../firestore/values.ts';
import type { Violation } from './promises.ts';
import { KnowledgeWorld } from './world.ts';

/** What came of one schedule. */
export interface ScheduleResult {
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
  /** Oddities that may not happen, by place. */
  suppressed?: ReadonlySet<number>;
  /** Keeps the trace for people. */
  traced?: boolean;
}

const hourMs = 3_600_000;

/** Events after which a schedule never comes to rest. */
const mostSteps = 8_000;

/** What people do, with how often. */
const acts = {
  edit: 6,
  'edit back': 3,
  delete: 4,
  'create again': 3,
  restore: 2,
  retry: 3,
  'remote deleted by hand': 1,
  'remote renamed by hand': 1,
  'remote edited by hand': 1,
  reconcile: 1,
} as const satisfies Partial<Record<Oddity, number>>;

type Act = keyof typeof acts;

const actNames = Object.entries(acts).flatMap(([act, weight]) => Array.from({ length: weight }, () => act as Act));

const actSet: ReadonlySet<string> = new Set(actNames);

/** Whether people did it, so that it is no fault. */
export function isAct(oddity: Oddity): boolean {
  return actSet.has(oddity);
}

const faults = oddities.filter((oddity) => !actSet.has(oddity));

/** Runs the schedule of a seed: what people do, faults, then their end, rest, and every promise. */
export async function runSchedule(
  seed: number,
  { suppressed = new Set(), traced = false }: ScheduleOptions = {},
): Promise<ScheduleResult> {
  const dice = new Chance(
    new Oddities(
      weightsOf(() => 0),
      new Set(),
    ),
    seed,
    0,
  );
  const happening = new Oddities(drawWeights(dice), suppressed);
  const chance = new Chance(happening, mix(seed, 1), 1);
  const trace = new Trace(traced);
  const scheduler = new Scheduler(trace, chance.stream(2));
  setRunning(scheduler);
  const world = new KnowledgeWorld(scheduler, chance, dice.next() < 0.5 ? 'optimistic' : 'pessimistic');
  try {
    const last = arrange(world, chance);
    await runUntilQuiet(world, last + chance.int(0, 3) * 900_000);
    happening.enabled = false;
    scheduler.log('faults end');
    world.instances.thaw();
    await runUntilQuiet(world);
    const tampered = happening.happened.some(({ oddity }) => oddity.endsWith('by hand'));
    if (tampered) {
      world.reconcile(true);
      await runUntilQuiet(world);
    }
    world.promises.checkEnd({ healed: false });
    if (retryFailed(world)) {
      await runUntilQuiet(world);
      world.promises.checkEnd({ healed: true });
    }
  } finally {
    setRunning(null);
  }
  const { violations, transitions } = world.promises;
  const { happened } = happening;
  return {
    hash: trace.hash,
    steps: trace.steps,
    instances: world.instances.started,
    happened,
    violations,
    transitions,
    lines: trace.lines,
  };
}

async function runUntilQuiet(world: KnowledgeWorld, until?: number): Promise<void> {
  const { scheduler } = world;
  const steps = scheduler.trace.steps;
  await scheduler.run(until, () => scheduler.trace.steps - steps > mostSteps);
  if (scheduler.trace.steps - steps > mostSteps) world.promises.neverRests();
}

/** Presses Retry for every failed document; false when there is none. */
function retryFailed(world: KnowledgeWorld): boolean {
  const failed = world.database.list('knowledge').filter(({ fields }) => fieldAt(fields, 'sync.status') === 'failed');
  for (const { id } of failed) world.retry(id);
  return failed.length > 0;
}

/**
 * Lets people create documents and act on them, each act a while after the one before it: either a time
 * or a number of steps of everybody else, so that acts also fall into the middle of what is under way.
 * Returns when the last act happens at the latest, in epoch milliseconds.
 */
function arrange(world: KnowledgeWorld, chance: Chance): number {
  const { scheduler } = world;
  const documents = chance.next() < 0.7 ? ['a'] : ['a', 'b'];
  for (const [place, id] of documents.entries()) {
    scheduler.after(place * chance.int(0, 500), null, () => world.people.create(id));
  }
  const acts = Array.from({ length: chance.int(1, 6) }, (_, place) => {
    const own = chance.stream(100 + place);
    const wait = gap(own);
    const steps = own.next() < 0.5 ? own.int(1, 25) : Number.POSITIVE_INFINITY;
    return { wait, steps, id: own.pick(documents), act: own.pick(actNames), own };
  });
  const begin = (place: number): void => {
    const next = acts[place];
    if (next === undefined) return;
    const stepsBefore = scheduler.trace.steps;
    let begun = false;
    const act = () => {
      if (begun) return;
      begun = true;
      scheduler.trace.onLine = () => {};
      perform(world, next.act, next.id, next.own);
      begin(place + 1);
    };
    scheduler.trace.onLine = () => {
      if (scheduler.trace.steps - stepsBefore >= next.steps && !begun) scheduler.after(0, null, act);
    };
    scheduler.after(next.wait, null, act);
  };
  begin(0);
  return beginning + acts.reduce((sum, { wait }) => sum + wait, 0);
}

/** The time between two acts, in milliseconds: within a run, within a lease, within the waits between runs. */
function gap(chance: Chance): number {
  const most = chance.pick([100, 2_000, 2_000, 20_000, 120_000, 700_000, 2 * hourMs, 26 * hourMs]);
  return chance.int(0, most);
}

function perform(world: KnowledgeWorld, wanted: Act, id: string, chance: Chance) {
  const { people } = world;
  const { knowledgeBase } = world.elevenLabs;
  const act = possible(wanted, people.newest.get(id) === null);
  if (chance.oddity(act, 1) === null) return;
  switch (act) {
    case 'edit':
      return people.edit(id, chance);
    case 'create again':
      return people.create(id);
    case 'edit back':
      return people.editBack(id);
    case 'delete':
      return people.delete(id);
    case 'restore':
      return people.restore(id);
    case 'retry':
      return world.retry(id);
    case 'reconcile':
      return world.reconcile(chance.next() < 0.5);
    default: {
      const remote = knowledgeBase.all().find(({ name }) => name.startsWith(`${id}-`));
      if (remote === undefined) return;
      world.scheduler.log(`people: ${act} ${remote.id}`);
      if (act === 'remote deleted by hand') knowledgeBase.remove(remote.id);
      else if (act === 'remote renamed by hand')
        knowledgeBase.update(remote.id, { name: 'Renamed', text: remote.text });
      else knowledgeBase.update(remote.id, { name: remote.name, text: 'Edited by hand.' });
    }
  }
}

/** What people can do with a document that is deleted, or is not. */
function possible(act: Act, deleted: boolean): Act {
  if (deleted && act === 'edit') return 'create again';
  if (deleted && act === 'edit back') return 'restore';
  if (!deleted && (act === 'create again' || act === 'restore')) return 'edit';
  return act;
}

/** How likely each fault is in a schedule: none at all, a few of many kinds, or many of a few kinds. */
function drawWeights(dice: Chance): Readonly<Record<Oddity, number>> {
  const mode = dice.next();
  if (mode < 0.03) return weightsOf(() => 0);
  if (mode < 0.5) return weightsOf(() => dice.pick([0, 0, 1, 1, 4]));
  const chosen = new Set(Array.from({ length: dice.int(2, 5) }, () => dice.pick(faults)));
  const strength = dice.pick([5, 10, 20]);
  return weightsOf((oddity) => (chosen.has(oddity) ? strength : 0));
}

function weightsOf(weight: (oddity: Oddity) => number): Readonly<Record<Oddity, number>> {
  return Object.fromEntries(oddities.map((oddity) => [oddity, actSet.has(oddity) ? 1 : weight(oddity)])) as Record<
    Oddity,
    number
  >;
}

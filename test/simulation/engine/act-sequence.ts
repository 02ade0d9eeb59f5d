import type { Act, Chance } from './chance.ts';
import { beginning, type Scheduler } from './scheduler.ts';

const hourMs = 3_600_000;

/** Longest times between two acts, in milliseconds: within a request, a run, a lease, the waits between runs. */
const longestGaps = [100, 2_000, 2_000, 20_000, 120_000, 700_000, 2 * hourMs, 26 * hourMs];

/** The most steps of all others before an act that is placed by steps instead of time. */
const mostSteps = 25;

/** How many acts a schedule has: few, since most failures need few. */
const numbersOfActs = [1, 1, 1, 2, 3];

/** The acts of a schedule, with their weights. */
export type ActWeights = Readonly<Partial<Record<Act, number>>>;

/**
 * Schedules the acts of people one after another. Each follows the one before after a time, or after a
 * number of steps of all others, so that acts also fall between the steps of a run. Returns the latest time
 * of the last act, in epoch milliseconds.
 */
export function scheduleActs(
  { scheduler, chance }: { scheduler: Scheduler; chance: Chance },
  weights: ActWeights,
  perform: (act: Act, chance: Chance) => void,
): number {
  const names = Object.entries(weights).flatMap(([act, weight]) => Array.from({ length: weight }, () => act as Act));
  const acts = Array.from({ length: chance.pick(numbersOfActs) }, (_, place) => {
    const own = chance.stream(100 + place);
    const wait = own.int(0, own.pick(longestGaps));
    const steps = own.next() < 0.5 ? own.int(1, mostSteps) : null;
    return { wait, steps, act: own.pick(names), own };
  });
  const begin = (place: number): void => {
    const next = acts[place];
    if (next === undefined) return;
    let begun = false;
    const act = () => {
      if (begun) return;
      begun = true;
      perform(next.act, next.own);
      begin(place + 1);
    };
    if (next.steps !== null) scheduler.trace.afterSteps(next.steps, () => scheduler.after(0, null, act));
    scheduler.after(next.wait, null, act);
  };
  begin(0);
  return beginning + acts.reduce((sum, { wait }) => sum + wait, 0);
}

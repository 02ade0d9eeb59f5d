import { combine, emptyTally, keepFailure, type Part, type Tally } from './campaign.ts';
import { mix } from './engine/chance.ts';
import { knownFailure } from './known-failures.ts';
import { isAct, runSchedule } from './schedule.ts';

/** Runs the schedules of a part one after another. */
export async function runPart({ baseSeed, from, to, calm }: Part): Promise<Tally> {
  const tally = emptyTally();
  for (let schedule = from; schedule < to; schedule += 1) {
    const seed = mix(baseSeed, schedule);
    const result = await runSchedule(seed, { calm });
    const incidents = new Set(result.happened.map(({ incident }) => incident));
    const faults = result.happened.filter(({ incident }) => !isAct(incident));
    tally.schedules += 1;
    tally.steps += result.steps;
    tally.instances += result.instances;
    tally.faults += faults.length;
    if (result.instances > 1 && faults.length > 0) tally.eventful += 1;
    for (const { incident } of result.happened) tally.incidents[incident] = (tally.incidents[incident] ?? 0) + 1;
    for (const [name, count] of result.transitions) tally.transitions[name] = (tally.transitions[name] ?? 0) + count;
    let isNew = false;
    const promises = new Set<string>();
    for (const violation of result.violations) {
      if (promises.has(violation.promise)) continue;
      promises.add(violation.promise);
      const known = knownFailure(violation, incidents);
      isNew ||= known === null;
      keepFailure(tally.failures, { ...violation, schedule, seed, known });
    }
    if (isNew) tally.violations += 1;
    else if (promises.size > 0) tally.knownViolations += 1;
    tally.hash = combine(tally.hash, result.hash);
  }
  return tally;
}

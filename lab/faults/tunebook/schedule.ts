import { setTimeout as sleep } from 'node:timers/promises';
import { paths } from '../../../functions/src/shared/paths.ts';
import type { Rig } from '../rig.ts';
import { addCounts, countNames, type ScheduleResult } from '../schedule-result.ts';
import type { Violation } from '../violation.ts';
import { syncOnceMore } from './final-sync.ts';
import { createMusician, type Musician } from './musician.ts';
import { pageFaultName } from './page-faults.ts';
import { runStep } from './run-step.ts';
import { type TunebookSchedule, type UserName, userNames } from './step.ts';

/**
 * Runs a schedule, syncs each tunebook once more without faults and checks every invariant.
 *
 * @throws WaitTimeoutError when the functions never become idle.
 */
export async function runTunebookSchedule(rig: Rig, schedule: TunebookSchedule): Promise<ScheduleResult> {
  // With the catalogue of an earlier schedule, this one would not write it.
  await rig.db.recursiveDelete(rig.db.collection(paths.tunes));
  const musicians = new Map<UserName, Musician>();
  for (const name of userNames) {
    musicians.set(name, await createMusician(rig, schedule.members[name], schedule.owned[name]));
  }
  const lastRequest = rig.theSession.requests.find().at(-1)?.id ?? 0;
  const trace: string[] = [];
  const injected: string[] = [];
  try {
    const steps: Promise<void>[] = [];
    for (const step of schedule.steps) {
      if (step.pauseMs > 0) await sleep(step.pauseMs);
      trace.push(`${new Date().toISOString()} ${JSON.stringify(step)}`);
      steps.push(runStep(rig, musicians, step, injected));
    }
    await Promise.all(steps);
    const violations: Violation[] = [];
    for (const musician of musicians.values()) violations.push(...(await syncOnceMore(rig, musician)));
    const requests = rig.theSession.requests.find().filter(({ id }) => id > lastRequest);
    return {
      violations,
      subjects: musicians.size,
      injected: addCounts(
        countNames(requests.map(pageFaultName).filter((name) => name !== null)),
        countNames(injected),
      ),
      trace: [...trace, ...[...musicians].flatMap(describeHistory)],
    };
  } finally {
    for (const { history } of musicians.values()) history.close();
  }
}

function describeHistory([name, { history }]: [UserName, Musician]): string[] {
  return history.states.map((state) => `${name} ${JSON.stringify(state)}`);
}

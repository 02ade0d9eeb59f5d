import type { RequestRecord } from '../../../local/stub/request-record.ts';
import type { Rig } from '../rig.ts';
import { addCounts, countNames, type ScheduleResult } from '../schedule-result.ts';
import { violations } from './invariants.ts';
import { type ListenerHistory, recordStates } from './listener-history.ts';
import { recover } from './recovery.ts';
import { createTrialContext, runSteps, type TrialContext } from './run-steps.ts';
import type { Step } from './step.ts';
import { upstreamFaultName } from './upstream-faults.ts';

let schedulesRun = 0;

/**
 * Runs a schedule, lets the system recover and checks every invariant. Nothing else may use the rig
 * meanwhile.
 *
 * @throws WaitTimeoutError when the functions never become idle.
 */
export async function runSchedule(rig: Rig, steps: readonly Step[]): Promise<ScheduleResult> {
  schedulesRun += 1;
  // Separates this schedule's documents from those of earlier ones.
  const context = createTrialContext(rig, `f${schedulesRun}-`);
  const history = recordStates(rig.db, context.prefix);
  try {
    await runSteps(context, steps);
    const outstanding = await recover(context);
    const requests = rig.elevenLabs.requests.find({ name: context.prefix });
    return {
      violations: await violations(context, history, outstanding),
      subjects: context.writes.ids().length,
      injected: addCounts(
        countNames(requests.map(upstreamFaultName).filter((name) => name !== null)),
        countNames(context.injected),
      ),
      trace: [...context.trace, ...requests.map(describeRequest), ...describeHistory(context, history)],
    };
  } finally {
    history.close();
  }
}

function describeRequest({ receivedAt, method, names, fault, processed, status }: RequestRecord): string {
  const at = new Date(receivedAt).toISOString();
  return `${at} ${method} ${names[0]?.slice(0, 30)} ${fault?.kind ?? ''}${processed ? ', processed' : ''} ${status ?? 'no answer'}`;
}

function describeHistory({ writes }: TrialContext, history: ListenerHistory): string[] {
  return writes
    .ids()
    .flatMap((id) => history.of(id).map((seen) => `${id} ${seen === null ? 'gone' : JSON.stringify(seen.sync)}`));
}

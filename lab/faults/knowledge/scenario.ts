import { paths } from '../../../functions/src/shared/paths.ts';
import { retryUnavailable } from '../firestore-access.ts';
import { until } from '../until.ts';
import type { Violation } from '../violation.ts';
import { violations } from './invariants.ts';
import { recordStates } from './listener-history.ts';
import { recover } from './recovery.ts';
import { createTrialContext, type TrialContext } from './trial-context.ts';

/** A fault at one specific point, caused on purpose. */
export interface Scenario {
  name: string;
  /** Causes the fault. The returned expectation is checked after recovery. */
  run(context: TrialContext): Promise<Expectation>;
}

/** An additional check: returns the problems found. */
export type Expectation = () => string[];

/** Checks the invariants only. */
export const nothingMore: Expectation = () => [];

/** The text of the document that most scenarios create. */
export const text = { title: 0, content: 0 } as const;

/** Runs a scenario, lets the system recover and returns every violation. */
export async function runScenario(
  { run }: Scenario,
  rig: TrialContext['rig'],
  prefix: string,
): Promise<(Violation | string)[]> {
  const context = createTrialContext(rig, prefix);
  const history = recordStates(rig.db, prefix);
  try {
    const expectation = await run(context);
    const outstanding = await recover(context);
    return [...(await violations(context, history, outstanding)), ...expectation()];
  } finally {
    history.close();
  }
}

/** Creates a document and returns its id once it is completed. */
export async function completed(context: TrialContext): Promise<string> {
  const id = `${context.prefix}a`;
  await context.writes.create(id, text);
  await untilStatus(context, id, 'completed');
  await context.rig.emulator.untilIdle();
  return id;
}

export async function untilStatus({ rig }: TrialContext, id: string, status: string): Promise<void> {
  const reference = rig.db.collection(paths.knowledge).doc(id);
  await until(`${id} is ${status}`, async () => {
    return (await retryUnavailable(() => reference.get())).get('sync.status') === status;
  });
}

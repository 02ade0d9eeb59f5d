import { paths } from '../../../functions/src/shared/paths.ts';
import type { RequestRecord } from '../../../local/stub/request-record.ts';
import { retryUnavailable } from '../firestore-access.ts';
import { until } from '../until.ts';
import type { Violation } from '../violation.ts';
import { dueFields, makeDue } from './due-times.ts';
import { violations } from './invariants.ts';
import { recordStates } from './listener-history.ts';
import { recover } from './recovery.ts';
import { createTrialContext, type TrialContext } from './run-steps.ts';

/** Something that goes wrong at one named scenario, brought about on purpose. */
export interface Scenario {
  name: string;
  /** Brings it about. What it returns must hold too, once the system has recovered. */
  run(context: TrialContext): Promise<Expectation>;
}

/** What must hold beyond what always must: a list of what does not. */
export type Expectation = () => string[];

/** Nothing beyond what always must hold. */
export const nothingMore: Expectation = () => [];

/** The one document that most scenarios are about. */
export const text = { title: 0, content: 0 } as const;

/** Brings a scenario about, lets the system recover, and returns every promise that was not kept. */
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

/** Makes a document and resolves with its id once ElevenLabs has it. */
export async function completed(context: TrialContext): Promise<string> {
  const id = `${context.prefix}a`;
  await context.writes.create(id, text);
  await untilStatus(context, id, 'completed');
  await context.rig.emulator.untilIdle();
  return id;
}

/** Resolves once a document has this status. */
export async function untilStatus({ rig }: TrialContext, id: string, status: string): Promise<void> {
  const reference = rig.db.collection(paths.knowledge).doc(id);
  await until(`${id} is ${status}`, async () => {
    return (await retryUnavailable(() => reference.get())).get('sync.status') === status;
  });
}

/** The requests about a document, in order of arrival. */
export function requestsAbout({ rig }: TrialContext, id: string): readonly Readonly<RequestRecord>[] {
  return rig.elevenLabs.requests.find({ name: `${id}-` });
}

/** Gives a run up: its lease runs out while it goes on, and the sweep finds the document. */
export async function expireLease(context: TrialContext, id: string): Promise<void> {
  context.expired.add(id);
  await makeDue(context.rig.db.collection(paths.knowledge).doc(id), dueFields['expire lease']);
  await context.rig.emulator.sweep();
}

import type { RequestRecord } from '../../../local/stub/request-record.ts';
import { untilReached } from '../firestore-access.ts';
import { until } from '../until.ts';
import type { Violation } from '../violation.ts';
import { dueFields, passTime } from './due-times.ts';
import { violations } from './invariants.ts';
import { recordHistory } from './listener-history.ts';
import { recover } from './recovery.ts';
import { type Scene, setScene } from './run-steps.ts';

/** Something that goes wrong at one named moment, brought about on purpose. */
export interface Moment {
  name: string;
  /** Brings it about. What it returns must hold too, once the system has recovered. */
  bringAbout(scene: Scene): Promise<Expectation>;
}

/** What must hold beyond what always must: a list of what does not. */
export type Expectation = () => string[];

/** Nothing beyond what always must hold. */
export const nothingMore: Expectation = () => [];

/** The one document that most moments are about. */
export const text = { title: 0, content: 0 } as const;

/** Brings a moment about, lets the system recover, and returns every promise that was not kept. */
export async function violationsAt(
  { bringAbout }: Moment,
  rig: Scene['rig'],
  prefix: string,
): Promise<(Violation | string)[]> {
  const scene = setScene(rig, prefix);
  const history = recordHistory(rig.db, prefix);
  try {
    const expectation = await bringAbout(scene);
    const owed = await recover(scene);
    return [...(await violations(scene, history, owed)), ...expectation()];
  } finally {
    history.close();
  }
}

/** Makes a document and resolves with its id once ElevenLabs has it. */
export async function completed(scene: Scene): Promise<string> {
  const id = `${scene.prefix}a`;
  await scene.ledger.create(id, text);
  await untilStatus(scene, id, 'completed');
  await scene.rig.emulator.untilIdle();
  return id;
}

/** Resolves once a document has this status. */
export async function untilStatus({ rig }: Scene, id: string, status: string): Promise<void> {
  const reference = rig.db.collection('knowledge').doc(id);
  await until(`${id} is ${status}`, async () => {
    return (await untilReached(() => reference.get())).get('sync.status') === status;
  });
}

/** The requests about a document, in order of arrival. */
export function requestsAbout({ rig }: Scene, id: string): readonly Readonly<RequestRecord>[] {
  return rig.elevenLabs.requests.find({ name: `${id}-` });
}

/** Gives a run up: its lease runs out while it goes on, and the sweep finds the document. */
export async function giveUp(scene: Scene, id: string): Promise<void> {
  scene.lapsed.add(id);
  await passTime(scene.rig.db.collection('knowledge').doc(id), dueFields.lapse);
  await scene.rig.emulator.sweep();
}

import { removeDeleted } from '../../../functions/src/knowledge/removal.ts';
import { sweepKnowledge } from '../../../functions/src/knowledge/sweep.ts';
import { syncDocument } from '../../../functions/src/knowledge/sync.ts';
import { paths } from '../../../functions/src/shared/paths.ts';
import type { BenchStack } from '../bench-stack.ts';
import type { Engine } from '../engine.ts';
import { createDocuments } from '../knowledge/writing.ts';
import { type Access, countAccess } from './count-access.ts';
import { billedSeconds, followDocument } from './deployed.ts';
import type { Usage } from './prices.ts';

/** A user's operation and its usage. */
export interface Operation {
  name: string;
  functions: Access;
  /** The total usage of functions and client. */
  usage: Usage;
}

/** Length of the measured document. */
const characters = 2000;

const content = 'Reels, jigs and hornpipes. '.repeat(characters).slice(0, characters);

/** The usage of creating, editing and deleting a document. */
export async function knowledgeOperations(stack: BenchStack, engine: Engine): Promise<Operation[]> {
  const context = engine.knowledge;
  const change = { title: 'Another title', content: content.toUpperCase(), 'sync.status': 'pending' };
  const local = (await createDocuments(context.db, ['counted'], content))[0];
  const deployed = stack.db.collection(paths.knowledge).doc('counted');
  if (local === undefined) throw new Error('No document was written.');

  const sync = () => syncDocument(context, local.id, { cause: 'automatic' });
  const created = await countAccess(sync);
  await local.update(change);
  const edited = await countAccess(sync);
  const before = (await local.get()).data();
  await local.delete();
  const removed = await countAccess(() => removeDeleted(context, local.id, before ?? {}));

  const creating = await followDocument(stack, deployed, () => createDocuments(stack.db, ['counted'], content));
  const editing = await followDocument(stack, deployed, () => deployed.update(change));
  const deleting = await followDocument(stack, deployed, () => deployed.delete());
  const written: Access = { reads: 0, writes: 1, deletes: 0 };
  return [
    operation(`create a document of ${characters} characters`, created, written, creating),
    operation('edit its title and text', edited, written, editing),
    operation('delete it', removed, { reads: 0, writes: 0, deletes: 1 }, deleting),
  ];
}

/** The usage of a sweep without due work. */
export async function idleSweep(engine: Engine): Promise<Operation> {
  const started = performance.now();
  const access = await countAccess(() => sweepKnowledge(engine.knowledge));
  const computeSeconds = billedSeconds((performance.now() - started) / 1000);
  const client: Access = { reads: 0, writes: 0, deletes: 0 };
  return operation('a sweep without due work', access, client, { invocations: 1, eventBytes: 0, computeSeconds });
}

/** Adds up the usage of functions and client. */
export function operation(
  name: string,
  functions: Access,
  client: Access,
  rest: Pick<Usage, 'invocations' | 'eventBytes' | 'computeSeconds'>,
): Operation {
  const usage: Usage = {
    reads: functions.reads + client.reads,
    writes: functions.writes + client.writes,
    deletes: functions.deletes + client.deletes,
    ...rest,
  };
  return { name, functions, usage };
}

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

/** One thing that a user does, with what it uses. */
export interface Operation {
  name: string;
  /** What the functions read and write. */
  functions: Access;
  /** The functions' and the client's together, with all else that is paid for. */
  usage: Usage;
}

/** Characters of the document that is counted with. */
const characters = 2000;

const content = 'Reels, jigs and hornpipes. '.repeat(characters).slice(0, characters);

/** What the life of a knowledge document uses. */
export async function knowledgeOperations(stack: BenchStack, engine: Engine): Promise<Operation[]> {
  const context = engine.knowledge;
  const change = { title: 'Another title', content: content.toUpperCase(), 'sync.status': 'pending' };
  const here = (await createDocuments(context.db, ['counted'], content))[0];
  const deployed = stack.db.collection(paths.knowledge).doc('counted');
  if (here === undefined) throw new Error('No document was written.');

  const sync = () => syncDocument(context, here.id, { cause: 'automatic' });
  const created = await countAccess(sync);
  await here.update(change);
  const edited = await countAccess(sync);
  const before = (await here.get()).data();
  await here.delete();
  const removed = await countAccess(() => removeDeleted(context, here.id, before));

  const creating = await followDocument(stack, deployed, () => createDocuments(stack.db, ['counted'], content));
  const editing = await followDocument(stack, deployed, () => deployed.update(change));
  const deleting = await followDocument(stack, deployed, () => deployed.delete());
  const written: Access = { reads: 0, writes: 1, deletes: 0 };
  return [
    operation(`a document of ${characters} characters created`, created, written, creating),
    operation('its title and text edited', edited, written, editing),
    operation('it is deleted', removed, { reads: 0, writes: 0, deletes: 1 }, deleting),
  ];
}

/** What a pass of the sweep uses that finds nothing to do. */
export async function idleSweep(engine: Engine): Promise<Operation> {
  const started = performance.now();
  const access = await countAccess(() => sweepKnowledge(engine.knowledge));
  const computeSeconds = billedSeconds((performance.now() - started) / 1000);
  const client: Access = { reads: 0, writes: 0, deletes: 0 };
  return operation('a sweep that finds nothing', access, client, { invocations: 1, eventBytes: 0, computeSeconds });
}

/** Puts together what the functions and the client do. */
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

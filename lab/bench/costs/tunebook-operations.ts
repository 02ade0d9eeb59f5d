import { syncInput } from '../../../functions/src/tunebook/input.ts';
import { startSync } from '../../../functions/src/tunebook/start.ts';
import { memberOf } from '../../../local/stub/thesession/members.ts';
import type { BenchStack } from '../bench-stack.ts';
import type { Engine } from '../engine.ts';
import { countAccess } from './count-access.ts';
import { billedSeconds } from './deployed.ts';
import { type Operation, operation } from './knowledge-operations.ts';

/** Size of the measured tunebook. */
const tunes = 500;

/** The usage of a first sync, of a sync with a known catalogue, and of one without changes. Tunes have no triggers. */
export async function tunebookOperations(stack: BenchStack, engine: Engine): Promise<Operation[]> {
  const memberId = memberOf(tunes, 50);
  const first = await stack.newUser();
  const second = await stack.newUser();
  const count = async (name: string, user: typeof first) => {
    const access = await countAccess(() => startSync(engine.tunebook, user.uid, syncInput.parse({ memberId })));
    const { milliseconds } = await user.call('syncTunebook', { memberId });
    const client = { reads: 0, writes: 0, deletes: 0 };
    const rest = { invocations: 1, eventBytes: 0, computeSeconds: billedSeconds(milliseconds / 1000) };
    return operation(name, access, client, rest);
  };
  return [
    await count(`import ${tunes} tunes, new to the catalogue`, first),
    await count(`import ${tunes} tunes, new to the user only`, second),
    await count(`import ${tunes} tunes, no changes`, second),
  ];
}

import { paths } from '../../../functions/src/shared/paths.ts';
import { retryUnavailable } from '../firestore-access.ts';
import { dueFields, makeDue } from './due-times.ts';
import { remoteDocumentsOf } from './remote-documents.ts';
import { orderFaults, type TrialContext } from './run-steps.ts';
import { completed, nothingMore, type Scenario, text, untilStatus } from './scenario.ts';

/** Every step at which the functions' process is killed on purpose. */
export const killPoints: readonly Scenario[] = [
  {
    name: 'after the claim, before anything was sent',
    async run(context) {
      const { rig, writes } = context;
      rig.elevenLabsProxy.stall();
      await writes.create(idOf(context), text);
      await untilStatus(context, idOf(context), 'syncing');
      await rig.emulator.crash();
      return nothingMore;
    },
  },
  {
    name: 'after the create was sent, before it was processed',
    async run(context) {
      await killWhileHeld(context, 'POST', () => context.writes.create(idOf(context), text));
      return nothingMore;
    },
  },
  {
    name: 'after the create was processed, before its answer came',
    async run(context) {
      const { rig, writes } = context;
      const match = { method: 'POST', name: `${idOf(context)}-` } as const;
      rig.elevenLabs.faults.add({ match, actions: [{ kind: 'delay', ms: 10_000, when: 'after' }] });
      await writes.create(idOf(context), text);
      await rig.elevenLabs.requests.waitFor(match, { until: 'processed' });
      await rig.emulator.crash();
      return nothingMore;
    },
  },
  {
    name: 'after the answer came, before the settle',
    async run(context) {
      const { rig, writes } = context;
      const id = idOf(context);
      // The client's commit, the claim, the settle: this is refused, and its next try a second later never comes.
      await rig.emulator.order({ kind: 'commit', nth: 3, how: 'conflict' });
      await writes.create(id, text);
      await rig.emulator.untilFired('transactionConflict');
      await rig.emulator.crash();
      const status: unknown = (await retryUnavailable(() => rig.db.collection(paths.knowledge).doc(id).get())).get(
        'sync.status',
      );
      const { length } = remoteDocumentsOf(rig, id);
      return () => (status === 'syncing' && length === 1 ? [] : [`it was ${status}, with ${length} documents`]);
    },
  },
  {
    name: 'between two attempts',
    async run(context) {
      const { rig, writes } = context;
      const match = { method: 'POST', name: `${idOf(context)}-` } as const;
      const wait = { kind: 'status', status: 429, headers: { 'retry-after': '5' } } as const;
      rig.elevenLabs.faults.add({ match, actions: [wait] });
      await writes.create(idOf(context), text);
      await rig.elevenLabs.requests.waitFor(match, { until: 'closed' });
      await rig.emulator.crash();
      return nothingMore;
    },
  },
  {
    name: 'during the look-up before a second create',
    async run(context) {
      const { rig, writes } = context;
      orderFaults(rig, idOf(context), ['reset after'], 'POST');
      await killWhileHeld(context, 'GET', () => writes.create(idOf(context), text));
      return nothingMore;
    },
  },
  {
    name: 'while an edit is sent',
    async run(context) {
      const id = await completed(context);
      await killWhileHeld(context, 'PATCH', () => context.writes.edit(id, { content: 1 }));
      return nothingMore;
    },
  },
  {
    name: 'during a verification',
    async run(context) {
      const { rig, writes } = context;
      const id = idOf(context);
      orderFaults(rig, id, ['reset after'], 'POST');
      await writes.create(id, text);
      await untilStatus(context, id, 'completed');
      await makeDue(rig.db.collection(paths.knowledge).doc(id), dueFields['verification due']);
      await killWhileHeld(context, 'PATCH', () => rig.emulator.sweep());
      return nothingMore;
    },
  },
  {
    name: 'as the delete’s event arrives',
    async run(context) {
      const id = await completed(context);
      await context.rig.emulator.order({ kind: 'undelivered', function: 'onKnowledgeDeleted', how: 'crashRunner' });
      await context.writes.remove(id);
      await context.rig.emulator.untilFired('crashRunner');
      return nothingMore;
    },
  },
  {
    name: 'during a removal, before the delete was processed',
    async run(context) {
      const id = await completed(context);
      await killWhileHeld(context, 'DELETE', () => context.writes.remove(id));
      return nothingMore;
    },
  },
  {
    name: 'during a removal, before its listing',
    async run(context) {
      const id = await completed(context);
      await killWhileHeld(context, 'GET', () => context.writes.remove(id));
      return nothingMore;
    },
  },
];

/** Kills the process while ElevenLabs holds a request back, which is processed after that. */
async function killWhileHeld(
  context: TrialContext,
  method: 'POST' | 'PATCH' | 'GET' | 'DELETE',
  act: () => Promise<void>,
) {
  const { elevenLabs, emulator } = context.rig;
  const match = { method, name: `${idOf(context)}-` };
  const before = elevenLabs.requests.find(match).length;
  orderFaults(context.rig, idOf(context), ['held'], method);
  await act();
  await elevenLabs.requests.waitFor(match, { count: before + 1 });
  await emulator.crash();
  elevenLabs.release(match);
}

function idOf({ prefix }: TrialContext): string {
  return `${prefix}a`;
}

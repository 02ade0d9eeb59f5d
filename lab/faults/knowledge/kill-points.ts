import { paths } from '../../../functions/src/shared/paths.ts';
import { retryUnavailable } from '../firestore-access.ts';
import { dueFields, makeDue } from './due-times.ts';
import { remoteDocumentsOf } from './remote-documents.ts';
import { completed, nothingMore, type Scenario, text, untilStatus } from './scenario.ts';
import type { TrialContext } from './trial-context.ts';

/** Every step at which the functions process is killed on purpose. */
export const killPoints: readonly Scenario[] = [
  {
    name: 'after the claim, before any request',
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
    name: 'after sending the create, before it is processed',
    async run(context) {
      await killWhileHeld(context, 'POST', () => context.writes.create(idOf(context), text));
      return nothingMore;
    },
  },
  {
    name: 'after the create is processed, before its answer',
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
    name: 'after the answer, before the settle',
    async run(context) {
      const { rig, writes } = context;
      const id = idOf(context);
      // Commit 1 is the client's, 2 the claim, 3 the settle. The settle fails and the crash prevents its retry.
      await rig.emulator.inject({ kind: 'commit', nth: 3 });
      await writes.create(id, text);
      await rig.emulator.untilFired('transactionConflict');
      await rig.emulator.crash();
      const status: unknown = (await retryUnavailable(() => rig.db.collection(paths.knowledge).doc(id).get())).get(
        'sync.status',
      );
      const { length } = remoteDocumentsOf(rig, id);
      return () =>
        status === 'syncing' && length === 1 ? [] : [`the document was ${status}, with ${length} remote documents`];
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
      loseReplyToCreate(context);
      await killWhileHeld(context, 'GET', () => context.writes.create(idOf(context), text));
      return nothingMore;
    },
  },
  {
    name: 'during an update',
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
      loseReplyToCreate(context);
      await writes.create(id, text);
      await untilStatus(context, id, 'completed');
      await makeDue(rig.db.collection(paths.knowledge).doc(id), dueFields['verification due']);
      await killWhileHeld(context, 'PATCH', () => rig.emulator.sweep());
      return nothingMore;
    },
  },
  {
    name: 'when the delete event arrives',
    async run(context) {
      const id = await completed(context);
      await context.rig.emulator.inject({ kind: 'undelivered', function: 'onKnowledgeDeleted', how: 'crashRunner' });
      await context.writes.remove(id);
      await context.rig.emulator.untilFired('crashRunner');
      return nothingMore;
    },
  },
  {
    name: 'during a removal, before the delete is processed',
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

function loseReplyToCreate(context: TrialContext): void {
  const match = { method: 'POST', name: `${idOf(context)}-` } as const;
  context.rig.elevenLabs.faults.add({ match, actions: [{ kind: 'drop', when: 'after' }] });
}

/** Kills the process while ElevenLabs holds a request, then releases the request. */
async function killWhileHeld(
  context: TrialContext,
  method: 'POST' | 'PATCH' | 'GET' | 'DELETE',
  act: () => Promise<void>,
) {
  const { elevenLabs, emulator } = context.rig;
  const match = { method, name: `${idOf(context)}-` };
  const before = elevenLabs.requests.find(match).length;
  elevenLabs.faults.add({ match, actions: [{ kind: 'hold' }] });
  await act();
  await elevenLabs.requests.waitFor(match, { count: before + 1 });
  await emulator.crash();
  elevenLabs.release(match);
}

function idOf({ prefix }: TrialContext): string {
  return `${prefix}a`;
}

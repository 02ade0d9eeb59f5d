import { untilReached } from '../firestore-access.ts';
import { dueFields, passTime } from './due-times.ts';
import { remoteDocumentsOf } from './remote-documents.ts';
import { orderFaults, type Scene } from './run-steps.ts';
import { completed, type Moment, nothingMore, text, untilStatus } from './scenario.ts';

/** Every step at which the functions' process is killed on purpose. */
export const killPoints: readonly Moment[] = [
  {
    name: 'after the claim, before anything was sent',
    async bringAbout(scene) {
      const { rig, ledger } = scene;
      rig.gate.stall();
      await ledger.create(idOf(scene), text);
      await untilStatus(scene, idOf(scene), 'syncing');
      await rig.emulator.crash();
      return nothingMore;
    },
  },
  {
    name: 'after the create was sent, before it was processed',
    async bringAbout(scene) {
      await killWhileHeld(scene, 'POST', () => scene.ledger.create(idOf(scene), text));
      return nothingMore;
    },
  },
  {
    name: 'after the create was processed, before its answer came',
    async bringAbout(scene) {
      const { rig, ledger } = scene;
      const match = { method: 'POST', name: `${idOf(scene)}-` } as const;
      rig.elevenLabs.faults.add({ match, actions: [{ kind: 'delay', ms: 10_000, when: 'after' }] });
      await ledger.create(idOf(scene), text);
      await rig.elevenLabs.requests.waitFor(match, { until: 'processed' });
      await rig.emulator.crash();
      return nothingMore;
    },
  },
  {
    name: 'after the answer came, before the settle',
    async bringAbout(scene) {
      const { rig, ledger } = scene;
      const id = idOf(scene);
      // The client's commit, the claim, the settle: this is refused, and its next try a second later never comes.
      await rig.emulator.order({ kind: 'commit', nth: 3, how: 'conflict' });
      await ledger.create(id, text);
      await rig.emulator.untilMet('transactionConflict');
      await rig.emulator.crash();
      const status: unknown = (await untilReached(() => rig.db.collection('knowledge').doc(id).get())).get(
        'sync.status',
      );
      const { length } = remoteDocumentsOf(rig, id);
      return () => (status === 'syncing' && length === 1 ? [] : [`it was ${status}, with ${length} documents`]);
    },
  },
  {
    name: 'between two attempts',
    async bringAbout(scene) {
      const { rig, ledger } = scene;
      const match = { method: 'POST', name: `${idOf(scene)}-` } as const;
      const wait = { kind: 'status', status: 429, headers: { 'retry-after': '5' } } as const;
      rig.elevenLabs.faults.add({ match, actions: [wait] });
      await ledger.create(idOf(scene), text);
      await rig.elevenLabs.requests.waitFor(match, { until: 'closed' });
      await rig.emulator.crash();
      return nothingMore;
    },
  },
  {
    name: 'during the look-up before a second create',
    async bringAbout(scene) {
      const { rig, ledger } = scene;
      orderFaults(rig, idOf(scene), ['reset after'], 'POST');
      await killWhileHeld(scene, 'GET', () => ledger.create(idOf(scene), text));
      return nothingMore;
    },
  },
  {
    name: 'while an edit is sent',
    async bringAbout(scene) {
      const id = await completed(scene);
      await killWhileHeld(scene, 'PATCH', () => scene.ledger.edit(id, { content: 1 }));
      return nothingMore;
    },
  },
  {
    name: 'during a verification',
    async bringAbout(scene) {
      const { rig, ledger } = scene;
      const id = idOf(scene);
      orderFaults(rig, id, ['reset after'], 'POST');
      await ledger.create(id, text);
      await untilStatus(scene, id, 'completed');
      await passTime(rig.db.collection('knowledge').doc(id), dueFields.verify);
      await killWhileHeld(scene, 'PATCH', () => rig.emulator.sweep());
      return nothingMore;
    },
  },
  {
    name: 'as the delete’s event arrives',
    async bringAbout(scene) {
      const id = await completed(scene);
      await scene.rig.emulator.order({ kind: 'undelivered', function: 'onKnowledgeDeleted', how: 'crashRunner' });
      await scene.ledger.remove(id);
      await scene.rig.emulator.untilMet('crashRunner');
      return nothingMore;
    },
  },
  {
    name: 'during a removal, before the delete was processed',
    async bringAbout(scene) {
      const id = await completed(scene);
      await killWhileHeld(scene, 'DELETE', () => scene.ledger.remove(id));
      return nothingMore;
    },
  },
  {
    name: 'during a removal, before its listing',
    async bringAbout(scene) {
      const id = await completed(scene);
      await killWhileHeld(scene, 'GET', () => scene.ledger.remove(id));
      return nothingMore;
    },
  },
];

/** Kills the process while ElevenLabs holds a request back, which is processed after that. */
async function killWhileHeld(scene: Scene, method: 'POST' | 'PATCH' | 'GET' | 'DELETE', act: () => Promise<void>) {
  const { elevenLabs, emulator } = scene.rig;
  const match = { method, name: `${idOf(scene)}-` };
  const before = elevenLabs.requests.find(match).length;
  orderFaults(scene.rig, idOf(scene), ['held'], method);
  await act();
  await elevenLabs.requests.waitFor(match, { count: before + 1 });
  await emulator.crash();
  elevenLabs.release(match);
}

function idOf({ prefix }: Scene): string {
  return `${prefix}a`;
}

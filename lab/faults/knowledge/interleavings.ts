import { dueFields, passTime } from './due-times.ts';
import { remoteDocumentsOf } from './remote-documents.ts';
import { orderFaults } from './run-steps.ts';
import { completed, giveUp, type Moment, nothingMore, requestsAbout, text, untilStatus } from './scenario.ts';

/** Orders of events that only chance brings about when deployed. */
export const interleavings: readonly Moment[] = [
  {
    name: 'an event that comes eight times at once sends one create',
    async bringAbout(scene) {
      const id = `${scene.prefix}a`;
      await scene.rig.emulator.order({ kind: 'duplicate', function: 'onKnowledgeCreated', count: 7 });
      await scene.ledger.create(id, text);
      await scene.rig.emulator.untilMet('duplicate');
      return () => only(['POST'], requestsAbout(scene, id));
    },
  },
  {
    name: 'a document that is refused again and again is given up after seven runs of three attempts',
    async bringAbout(scene) {
      const { rig, ledger } = scene;
      const id = `${scene.prefix}a`;
      const match = { method: 'POST', name: `${id}-` } as const;
      rig.elevenLabs.faults.add({ match, actions: [{ kind: 'status', status: 500 }], times: null });
      await ledger.create(id, text);
      await untilStatus(scene, id, 'failed');
      const reference = rig.db.collection('knowledge').doc(id);
      for (let run = 2; run <= 9; run += 1) {
        await passTime(reference, dueFields['come due']);
        await rig.emulator.sweep();
        await rig.emulator.untilIdle();
      }
      const { length } = requestsAbout(scene, id).filter(({ method }) => method === 'POST');
      const { runs, nextAttemptAt }: Record<string, unknown> = (await reference.get()).get('sync');
      const given = length === 21 && runs === 7 && nextAttemptAt === null;
      return () => (given ? [] : [`${length} requests in ${runs} runs, next at ${nextAttemptAt}`]);
    },
  },
  {
    name: 'a run whose lease went to a successor sends nothing more',
    async bringAbout(scene) {
      const { rig, ledger } = scene;
      const id = `${scene.prefix}a`;
      const match = { name: `${id}-` };
      orderFaults(rig, id, ['held'], 'POST');
      await ledger.create(id, text);
      await rig.elevenLabs.requests.waitFor(match);
      await giveUp(scene, id);
      await untilStatus(scene, id, 'completed');
      // By now the first run has given its request up too: what it wants to do next is what counts.
      await rig.emulator.untilIdle();
      const sent = requestsAbout(scene, id).map(({ method }) => method);
      return () => same(['POST', 'GET', 'POST'], sent);
    },
  },
  {
    name: 'a run whose lease went to a successor settles nothing',
    async bringAbout(scene) {
      const { rig, ledger } = scene;
      const id = await completed(scene);
      const match = { method: 'PATCH', name: `${id}-` } as const;
      rig.elevenLabs.faults.add({ match, actions: [{ kind: 'delay', ms: 300, when: 'after' }] });
      await ledger.edit(id, { content: 1 });
      await rig.elevenLabs.requests.waitFor(match, { until: 'processed' });
      orderFaults(rig, id, ['422'], 'PATCH');
      await giveUp(scene, id);
      await untilStatus(scene, id, 'failed');
      await rig.emulator.untilIdle();
      const status: unknown = (await rig.db.collection('knowledge').doc(id).get()).get('sync.status');
      return () => (status === 'failed' ? [] : [`the run given up settled it as ${status}`]);
    },
  },
  {
    name: 'a create that is processed after the look-up found nothing leaves one document, the recorded one',
    async bringAbout(scene) {
      const { rig, ledger } = scene;
      const id = `${scene.prefix}a`;
      const match = { method: 'POST', name: `${id}-` } as const;
      orderFaults(rig, id, ['held and dropped'], 'POST');
      await ledger.create(id, text);
      await untilStatus(scene, id, 'completed');
      rig.elevenLabs.release(match);
      const doubled = remoteDocumentsOf(rig, id).length;
      return () => (doubled === 2 ? [] : [`the late create made ${doubled} documents, so nothing was tried`]);
    },
  },
  {
    name: 'a document deleted while its create is held back leaves nothing',
    async bringAbout(scene) {
      const { rig, ledger } = scene;
      const id = `${scene.prefix}a`;
      const match = { method: 'POST', name: `${id}-` } as const;
      orderFaults(rig, id, ['held and dropped'], 'POST');
      await ledger.create(id, text);
      await rig.elevenLabs.requests.waitFor(match);
      await ledger.remove(id);
      await rig.emulator.untilIdle();
      rig.elevenLabs.release(match);
      return nothingMore;
    },
  },
  {
    name: 'a document made again under its id survives the removal of the first',
    async bringAbout(scene) {
      const { rig, ledger } = scene;
      const id = await completed(scene);
      orderFaults(rig, id, ['401'], 'DELETE');
      await ledger.remove(id);
      await rig.elevenLabs.requests.waitFor({ method: 'DELETE', name: `${id}-` }, { until: 'closed' });
      await ledger.create(id, { title: 1, content: 1 });
      return nothingMore;
    },
  },
  {
    name: 'a text edited and edited back after a lost reply ends as it was written last',
    async bringAbout(scene) {
      const { rig, ledger } = scene;
      const id = await completed(scene);
      orderFaults(rig, id, ['500 processed', '401'], 'PATCH');
      await ledger.edit(id, { content: 1 });
      await untilStatus(scene, id, 'failed');
      await ledger.edit(id, text);
      return nothingMore;
    },
  },
  {
    name: 'a document whose tag begins like another’s is left alone by its removal',
    async bringAbout(scene) {
      const { rig, ledger } = scene;
      const id = await completed(scene);
      const tag: unknown = (await rig.db.collection('knowledge').doc(id).get()).get('sync.tag');
      await ledger.create(String(tag), text);
      await untilStatus(scene, String(tag), 'completed');
      await ledger.remove(id);
      return nothingMore;
    },
  },
  {
    name: 'a document whose tag begins like another’s is left alone by its verification',
    async bringAbout(scene) {
      const { rig, ledger } = scene;
      const id = `${scene.prefix}a`;
      orderFaults(rig, id, ['reset after'], 'POST');
      await ledger.create(id, text);
      await untilStatus(scene, id, 'completed');
      const reference = rig.db.collection('knowledge').doc(id);
      const tag: unknown = (await reference.get()).get('sync.tag');
      await ledger.create(String(tag), text);
      await untilStatus(scene, String(tag), 'completed');
      await passTime(reference, dueFields.verify);
      await rig.emulator.sweep();
      return nothingMore;
    },
  },
];

function only(expected: readonly string[], requests: readonly { method: string }[]): string[] {
  return same(
    expected,
    requests.map(({ method }) => method),
  );
}

function same(expected: readonly string[], sent: readonly string[]): string[] {
  return expected.join() === sent.join() ? [] : [`${sent.join(', ')} was sent, not ${expected.join(', ')}`];
}

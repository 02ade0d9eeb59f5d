import { paths } from '../../../functions/src/shared/paths.ts';
import { dueFields, makeDue } from './due-times.ts';
import { remoteDocumentsOf } from './remote-documents.ts';
import { orderFaults } from './run-steps.ts';
import { completed, expireLease, nothingMore, requestsAbout, type Scenario, text, untilStatus } from './scenario.ts';

/** Orders of events that only chance brings about when deployed. */
export const interleavings: readonly Scenario[] = [
  {
    name: 'an event that comes eight times at once sends one create',
    async run(context) {
      const id = `${context.prefix}a`;
      await context.rig.emulator.order({ kind: 'duplicate', function: 'onKnowledgeCreated', count: 7 });
      await context.writes.create(id, text);
      await context.rig.emulator.untilFired('duplicate');
      return () => only(['POST'], requestsAbout(context, id));
    },
  },
  {
    name: 'a document that is refused again and again is given up after seven runs of three attempts',
    async run(context) {
      const { rig, writes } = context;
      const id = `${context.prefix}a`;
      const match = { method: 'POST', name: `${id}-` } as const;
      rig.elevenLabs.faults.add({ match, actions: [{ kind: 'status', status: 500 }], times: null });
      await writes.create(id, text);
      await untilStatus(context, id, 'failed');
      const reference = rig.db.collection(paths.knowledge).doc(id);
      for (let run = 2; run <= 9; run += 1) {
        await makeDue(reference, dueFields['retry due']);
        await rig.emulator.sweep();
        await rig.emulator.untilIdle();
      }
      const { length } = requestsAbout(context, id).filter(({ method }) => method === 'POST');
      const { runs, nextAttemptAt }: Record<string, unknown> = (await reference.get()).get('sync');
      const given = length === 21 && runs === 7 && nextAttemptAt === null;
      return () => (given ? [] : [`${length} requests in ${runs} runs, next at ${nextAttemptAt}`]);
    },
  },
  {
    name: 'a run whose lease went to a successor sends nothing more',
    async run(context) {
      const { rig, writes } = context;
      const id = `${context.prefix}a`;
      const match = { name: `${id}-` };
      orderFaults(rig, id, ['held'], 'POST');
      await writes.create(id, text);
      await rig.elevenLabs.requests.waitFor(match);
      await expireLease(context, id);
      await untilStatus(context, id, 'completed');
      // By now the first run has given its request up too: what it wants to do next is what counts.
      await rig.emulator.untilIdle();
      const sent = requestsAbout(context, id).map(({ method }) => method);
      return () => same(['POST', 'GET', 'POST'], sent);
    },
  },
  {
    name: 'a run whose lease went to a successor settles nothing',
    async run(context) {
      const { rig, writes } = context;
      const id = await completed(context);
      const match = { method: 'PATCH', name: `${id}-` } as const;
      rig.elevenLabs.faults.add({ match, actions: [{ kind: 'delay', ms: 300, when: 'after' }] });
      await writes.edit(id, { content: 1 });
      await rig.elevenLabs.requests.waitFor(match, { until: 'processed' });
      orderFaults(rig, id, ['422'], 'PATCH');
      await expireLease(context, id);
      await untilStatus(context, id, 'failed');
      await rig.emulator.untilIdle();
      const status: unknown = (await rig.db.collection(paths.knowledge).doc(id).get()).get('sync.status');
      return () => (status === 'failed' ? [] : [`the run given up settled it as ${status}`]);
    },
  },
  {
    name: 'a create that is processed after the look-up found nothing leaves one document, the recorded one',
    async run(context) {
      const { rig, writes } = context;
      const id = `${context.prefix}a`;
      const match = { method: 'POST', name: `${id}-` } as const;
      orderFaults(rig, id, ['held and dropped'], 'POST');
      await writes.create(id, text);
      await untilStatus(context, id, 'completed');
      rig.elevenLabs.release(match);
      const doubled = remoteDocumentsOf(rig, id).length;
      return () => (doubled === 2 ? [] : [`the late create made ${doubled} documents, so nothing was tried`]);
    },
  },
  {
    name: 'a document deleted while its create is held back leaves nothing',
    async run(context) {
      const { rig, writes } = context;
      const id = `${context.prefix}a`;
      const match = { method: 'POST', name: `${id}-` } as const;
      orderFaults(rig, id, ['held and dropped'], 'POST');
      await writes.create(id, text);
      await rig.elevenLabs.requests.waitFor(match);
      await writes.remove(id);
      await rig.emulator.untilIdle();
      rig.elevenLabs.release(match);
      return nothingMore;
    },
  },
  {
    name: 'a document made again under its id survives the removal of the first',
    async run(context) {
      const { rig, writes } = context;
      const id = await completed(context);
      orderFaults(rig, id, ['401'], 'DELETE');
      await writes.remove(id);
      await rig.elevenLabs.requests.waitFor({ method: 'DELETE', name: `${id}-` }, { until: 'closed' });
      await writes.create(id, { title: 1, content: 1 });
      return nothingMore;
    },
  },
  {
    name: 'a text edited and edited back after a lost reply ends as it was written last',
    async run(context) {
      const { rig, writes } = context;
      const id = await completed(context);
      orderFaults(rig, id, ['500 processed', '401'], 'PATCH');
      await writes.edit(id, { content: 1 });
      await untilStatus(context, id, 'failed');
      await writes.edit(id, text);
      return nothingMore;
    },
  },
  {
    name: 'a document whose tag begins like another’s is left alone by its removal',
    async run(context) {
      const { rig, writes } = context;
      const id = await completed(context);
      const tag: unknown = (await rig.db.collection(paths.knowledge).doc(id).get()).get('sync.tag');
      await writes.create(String(tag), text);
      await untilStatus(context, String(tag), 'completed');
      await writes.remove(id);
      return nothingMore;
    },
  },
  {
    name: 'a document whose tag begins like another’s is left alone by its verification',
    async run(context) {
      const { rig, writes } = context;
      const id = `${context.prefix}a`;
      orderFaults(rig, id, ['reset after'], 'POST');
      await writes.create(id, text);
      await untilStatus(context, id, 'completed');
      const reference = rig.db.collection(paths.knowledge).doc(id);
      const tag: unknown = (await reference.get()).get('sync.tag');
      await writes.create(String(tag), text);
      await untilStatus(context, String(tag), 'completed');
      await makeDue(reference, dueFields['verification due']);
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

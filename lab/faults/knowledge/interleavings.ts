import { paths } from '../../../functions/src/shared/paths.ts';
import { dueFields, makeDue } from './due-times.ts';
import { remoteDocumentsOf } from './remote-documents.ts';
import { completed, expireLease, nothingMore, requestsAbout, type Scenario, text, untilStatus } from './scenario.ts';
import { addFaults } from './trial-context.ts';

/** Interleavings that occur only by chance in production. */
export const interleavings: readonly Scenario[] = [
  {
    name: 'an event delivered eight times at once sends one create',
    async run(context) {
      const id = `${context.prefix}a`;
      await context.rig.emulator.inject({ kind: 'duplicate', function: 'onKnowledgeCreated', count: 7 });
      await context.writes.create(id, text);
      await context.rig.emulator.untilFired('duplicate');
      return () => only(['POST'], requestsAbout(context, id));
    },
  },
  {
    name: 'a document that is always refused stops after seven runs of three attempts',
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
      const stopped = length === 21 && runs === 7 && nextAttemptAt === null;
      return () => (stopped ? [] : [`${length} requests in ${runs} runs, next at ${nextAttemptAt}`]);
    },
  },
  {
    name: 'a run that lost its lease sends nothing more',
    async run(context) {
      const { rig, writes } = context;
      const id = `${context.prefix}a`;
      const match = { name: `${id}-` };
      addFaults(rig, id, ['held'], 'POST');
      await writes.create(id, text);
      await rig.elevenLabs.requests.waitFor(match);
      await expireLease(context, id);
      await untilStatus(context, id, 'completed');
      // By now the first run's request has timed out too; the test is about what it does next.
      await rig.emulator.untilIdle();
      const sent = requestsAbout(context, id).map(({ method }) => method);
      return () => same(['POST', 'GET', 'POST'], sent);
    },
  },
  {
    name: 'a run that lost its lease settles nothing',
    async run(context) {
      const { rig, writes } = context;
      const id = await completed(context);
      const match = { method: 'PATCH', name: `${id}-` } as const;
      rig.elevenLabs.faults.add({ match, actions: [{ kind: 'delay', ms: 300, when: 'after' }] });
      await writes.edit(id, { content: 1 });
      await rig.elevenLabs.requests.waitFor(match, { until: 'processed' });
      addFaults(rig, id, ['422'], 'PATCH');
      await expireLease(context, id);
      await untilStatus(context, id, 'failed');
      await rig.emulator.untilIdle();
      const status: unknown = (await rig.db.collection(paths.knowledge).doc(id).get()).get('sync.status');
      return () => (status === 'failed' ? [] : [`the run without a lease settled the document as ${status}`]);
    },
  },
  {
    name: 'a create processed after the look-up found nothing leaves only the recorded document',
    async run(context) {
      const { rig, writes } = context;
      const id = `${context.prefix}a`;
      const match = { method: 'POST', name: `${id}-` } as const;
      addFaults(rig, id, ['held and dropped'], 'POST');
      await writes.create(id, text);
      await untilStatus(context, id, 'completed');
      rig.elevenLabs.release(match);
      const copies = remoteDocumentsOf(rig, id).length;
      return () =>
        copies === 2 ? [] : [`the late create led to ${copies} documents instead of 2, so the scenario did not happen`];
    },
  },
  {
    name: 'a document deleted while its create is held leaves no remote document',
    async run(context) {
      const { rig, writes } = context;
      const id = `${context.prefix}a`;
      const match = { method: 'POST', name: `${id}-` } as const;
      addFaults(rig, id, ['held and dropped'], 'POST');
      await writes.create(id, text);
      await rig.elevenLabs.requests.waitFor(match);
      await writes.remove(id);
      await rig.emulator.untilIdle();
      rig.elevenLabs.release(match);
      return nothingMore;
    },
  },
  {
    name: 'a recreated document survives the removal of its predecessor',
    async run(context) {
      const { rig, writes } = context;
      const id = await completed(context);
      addFaults(rig, id, ['401'], 'DELETE');
      await writes.remove(id);
      await rig.elevenLabs.requests.waitFor({ method: 'DELETE', name: `${id}-` }, { until: 'closed' });
      await writes.create(id, { title: 1, content: 1 });
      return nothingMore;
    },
  },
  {
    name: 'a text edited and reverted after a lost reply ends with the last version',
    async run(context) {
      const { rig, writes } = context;
      const id = await completed(context);
      addFaults(rig, id, ['500 processed', '401'], 'PATCH');
      await writes.edit(id, { content: 1 });
      await untilStatus(context, id, 'failed');
      await writes.edit(id, text);
      return nothingMore;
    },
  },
  {
    name: 'a removal ignores a document whose tag starts with the removed tag',
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
    name: 'a verification ignores a document whose tag starts with the verified tag',
    async run(context) {
      const { rig, writes } = context;
      const id = `${context.prefix}a`;
      addFaults(rig, id, ['reset after'], 'POST');
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

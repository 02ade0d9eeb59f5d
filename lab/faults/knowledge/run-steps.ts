import { setTimeout as sleep } from 'node:timers/promises';
import { paths } from '../../../functions/src/shared/paths.ts';
import { type Rig, secrets } from '../rig.ts';
import { until } from '../until.ts';
import { dueFields, makeDue, removalsOf } from './due-times.ts';
import { remoteDocumentsOf } from './remote-documents.ts';
import type { ClientStep, CommonStep, DocumentStep, Step, UpstreamMethod } from './step.ts';
import { upstreamFaults } from './upstream-faults.ts';
import { recordWrites, type WriteHistory } from './write-history.ts';

/** What a schedule is carried out in: its own documents on a rig that it has to itself. */
export interface TrialContext {
  rig: Rig;
  prefix: string;
  writes: WriteHistory;
  /** Ids that an editor pressed Retry for. */
  retried: Set<string>;
  /** Ids of documents whose runs were given up while they went on. */
  expired: Set<string>;
  /** How many runs each document had used up when the faults ended. */
  runsUnderFaults: Map<string, number>;
  /** Faults that met no request in particular, each time one met something. */
  met: string[];
  /** What was done, with the millisecond. */
  trace: string[];
}

/** Sets a context for a schedule whose documents' ids begin with `prefix`. */
export function createTrialContext(rig: Rig, prefix: string): TrialContext {
  const known = { retried: new Set<string>(), expired: new Set<string>(), runsUnderFaults: new Map<string, number>() };
  return { rig, prefix, writes: recordWrites(rig.db), ...known, met: [], trace: [] };
}

/** Carries a schedule out: each step begins when it is its turn, whether or not those before it have ended. */
export async function runSteps(context: TrialContext, steps: readonly Step[]): Promise<void> {
  const begun = Date.now();
  const token = await context.rig.callables.tokenOf('editor');
  const running: Promise<void>[] = [];
  const clients: [Promise<void>, Promise<void>] = [Promise.resolve(), Promise.resolve()];
  for (const step of steps) {
    if (step.pauseMs > 0) await sleep(step.pauseMs);
    context.trace.push(`${Date.now() - begun} ms: ${JSON.stringify(step)}`);
    if ('client' in step) {
      const turn = clients[step.client].then(() => clientStep(context, step, token, running));
      clients[step.client] = turn.catch(() => {});
      running.push(turn);
    } else if ('document' in step) {
      running.push(documentStep(context, step));
    } else {
      running.push(commonStep(context, step));
    }
  }
  // One may add another, a retry say, while they are waited for.
  for (const step of running) await step;
}

async function clientStep(
  context: TrialContext,
  step: ClientStep,
  token: string,
  running: Promise<void>[],
): Promise<void> {
  const { rig, writes, retried } = context;
  const id = idOf(context, step);
  if (step.meets.length > 0) orderFaults(rig, id, step.meets, null);
  switch (step.kind) {
    case 'create':
      return await writes.create(id, step.text);
    case 'edit':
      return await writes.edit(id, step.text);
    case 'edit tags':
      return await writes.editTags(id);
    case 'delete':
      return await writes.remove(id);
    case 'retry':
      retried.add(id);
      // Its answer comes when the run has ended: the client does not wait for it.
      running.push(
        rig.callables.call('retryKnowledgeSync', { documentId: id }, token).then(
          () => {},
          () => {},
        ),
      );
      return;
    case 'namesake': {
      const tag: unknown = (await rig.db.collection(paths.knowledge).doc(id).get()).get('sync.tag');
      if (typeof tag === 'string') await writes.create(tag, step.text);
      return;
    }
    case 'replace':
      for (const remote of remoteDocumentsOf(rig, id)) {
        rig.elevenLabs.documents.remove(remote.id);
        context.met.push('remote document deleted by hand');
      }
      return await writes.edit(id, step.text);
  }
}

async function documentStep(context: TrialContext, step: DocumentStep): Promise<void> {
  const { rig } = context;
  const id = idOf(context, step);
  const reference = rig.db.collection(paths.knowledge).doc(id);
  switch (step.kind) {
    case 'upstream':
      return orderFaults(rig, id, step.faults, step.method);
    case 'release':
      rig.elevenLabs.release({ name: `${id}-` });
      return;
    case 'expire lease':
      context.expired.add(id);
      if (await makeDue(reference, dueFields['expire lease'])) context.met.push('run given up while it goes on');
      return;
    case 'retry due':
      await makeDue(reference, dueFields['retry due']);
      return;
    case 'verification due':
      // No request is taken to arrive later than the ten minutes after which is verified (the design).
      await untilProcessed(rig, `${id}-`);
      await makeDue(reference, dueFields['verification due']);
      return;
    case 'removals due':
      await untilProcessed(rig, `${id}-`);
      for (const removal of await removalsOf(rig.db, `${id}-`)) await makeDue(removal, 'nextAttemptAt');
  }
}

async function commonStep({ rig, met }: TrialContext, step: CommonStep): Promise<void> {
  const { emulator, elevenLabsProxy, elevenLabs } = rig;
  switch (step.kind) {
    case 'sweep':
      return await emulator.sweep();
    case 'crash':
      return await emulator.crash();
    case 'redeliver':
      return await emulator.advance(30);
    case 'emulator':
      await emulator.order(step.fault);
      if (step.fault.kind !== 'late') return;
      await sleep(step.fault.seconds * 1000);
      return await emulator.advance(step.fault.seconds);
    case 'outage':
      if (elevenLabsProxy.disconnect() > 0) met.push('connections broken, new ones refused');
      await sleep(step.ms);
      return await elevenLabsProxy.restore();
    case 'overload':
      Object.assign(elevenLabs.settings, { maxInFlight: step.atOnce, latencyMs: 50 });
      await sleep(step.ms);
      Object.assign(elevenLabs.settings, { maxInFlight: null, latencyMs: 0 });
      return;
    case 'wrong key':
      elevenLabs.setApiKey('another key');
      await sleep(step.ms);
      elevenLabs.setApiKey(secrets.apiKey);
  }
}

/** Orders faults of the table for the next requests about a document, one after the other. */
export function orderFaults(
  { elevenLabs }: Rig,
  id: string,
  names: readonly string[],
  method: UpstreamMethod | null,
): void {
  const actions = names.flatMap((name) => upstreamFaults[name]?.action ?? []);
  elevenLabs.faults.add({ match: { ...(method === null ? {} : { method }), name: `${id}-` }, actions });
}

/** Lets held requests arrive, and resolves when none that is delayed is on its way any more. */
export async function untilProcessed({ elevenLabs }: Rig, name: string): Promise<void> {
  await until(`every request about ${name} arrived`, () => {
    elevenLabs.release({ name });
    const requests = elevenLabs.requests.find({ name });
    return requests.every(({ fault, processed }) => processed || (fault?.kind !== 'delay' && fault?.kind !== 'hold'));
  });
}

function idOf({ prefix }: TrialContext, { document }: { document: string }): string {
  return `${prefix}${document}`;
}

import { setTimeout as sleep } from 'node:timers/promises';
import { paths } from '../../../functions/src/shared/paths.ts';
import { type Rig, secrets } from '../rig.ts';
import { until } from '../until.ts';
import { dueFields, makeDue, removalsOf } from './due-times.ts';
import { remoteDocumentsOf } from './remote-documents.ts';
import type { ClientStep, CommonStep, DocumentStep, Step, UpstreamMethod } from './step.ts';
import { upstreamFaults } from './upstream-faults.ts';
import { recordWrites, type WriteHistory } from './write-history.ts';

/** The state of one schedule or scenario: its own documents, on a rig that nothing else uses meanwhile. */
export interface TrialContext {
  rig: Rig;
  prefix: string;
  writes: WriteHistory;
  /** Ids of documents that an editor retried. */
  retried: Set<string>;
  /** Ids of documents whose lease was expired while their run may still have been active. */
  expired: Set<string>;
  /** Runs of each document at the end of the faults. */
  runsUnderFaults: Map<string, number>;
  /** Faults that took effect but are not in the stub's request log. */
  injected: string[];
  /** The steps, with their time. */
  trace: string[];
}

/** @param prefix starts the id of every document of the trial. */
export function createTrialContext(rig: Rig, prefix: string): TrialContext {
  const known = { retried: new Set<string>(), expired: new Set<string>(), runsUnderFaults: new Map<string, number>() };
  return { rig, prefix, writes: recordWrites(rig.db), ...known, injected: [], trace: [] };
}

/** Runs the steps. Each starts after its pause, even if earlier ones have not ended. */
export async function runSteps(context: TrialContext, steps: readonly Step[]): Promise<void> {
  const startedAt = Date.now();
  const token = await context.rig.callables.tokenOf('editor');
  const running: Promise<void>[] = [];
  const clients: [Promise<void>, Promise<void>] = [Promise.resolve(), Promise.resolve()];
  for (const step of steps) {
    if (step.pauseMs > 0) await sleep(step.pauseMs);
    context.trace.push(`${Date.now() - startedAt} ms: ${JSON.stringify(step)}`);
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
  // A loop, since a step can add another promise (a retry) while it is awaited.
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
  if (step.faults.length > 0) addFaults(rig, id, step.faults, null);
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
      // The callable answers when the run has ended; the client does not wait for that.
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
        context.injected.push('remote document deleted by hand');
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
      return addFaults(rig, id, step.faults, step.method);
    case 'release':
      rig.elevenLabs.release({ name: `${id}-` });
      return;
    case 'expire lease':
      context.expired.add(id);
      if (await makeDue(reference, dueFields['expire lease'])) context.injected.push('lease expired during a run');
      return;
    case 'retry due':
      await makeDue(reference, dueFields['retry due']);
      return;
    case 'verification due':
      // A verification comes 10 min after the request, by when every request has been processed.
      await untilProcessed(rig, `${id}-`);
      await makeDue(reference, dueFields['verification due']);
      return;
    case 'removals due':
      await untilProcessed(rig, `${id}-`);
      for (const removal of await removalsOf(rig.db, `${id}-`)) await makeDue(removal, 'nextAttemptAt');
  }
}

async function commonStep({ rig, injected }: TrialContext, step: CommonStep): Promise<void> {
  const { emulator, elevenLabsProxy, elevenLabs } = rig;
  switch (step.kind) {
    case 'sweep':
      return await emulator.sweep();
    case 'crash':
      return await emulator.crash();
    case 'redeliver':
      return await emulator.advance(30);
    case 'emulator':
      await emulator.inject(step.fault);
      if (step.fault.kind !== 'late') return;
      await sleep(step.fault.seconds * 1000);
      return await emulator.advance(step.fault.seconds);
    case 'outage':
      if (elevenLabsProxy.disconnect() > 0) injected.push('upstream unreachable');
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

/** Applies the named faults to the next requests about a document, in order. */
export function addFaults(
  { elevenLabs }: Rig,
  id: string,
  names: readonly string[],
  method: UpstreamMethod | null,
): void {
  const actions = names.flatMap((name) => upstreamFaults[name]?.action ?? []);
  elevenLabs.faults.add({ match: { ...(method === null ? {} : { method }), name: `${id}-` }, actions });
}

/** Releases held requests and waits until every delayed one is processed. */
export async function untilProcessed({ elevenLabs }: Rig, name: string): Promise<void> {
  await until(`every request about ${name} is processed`, () => {
    elevenLabs.release({ name });
    const requests = elevenLabs.requests.find({ name });
    return requests.every(({ fault, processed }) => processed || (fault?.kind !== 'delay' && fault?.kind !== 'hold'));
  });
}

function idOf({ prefix }: TrialContext, { document }: { document: string }): string {
  return `${prefix}${document}`;
}

import { setTimeout as sleep } from 'node:timers/promises';
import { type Rig, secrets } from '../rig.ts';
import { until } from '../until.ts';
import { dueFields, passTime, removalsOf } from './due-times.ts';
import { remoteDocumentsOf } from './remote-documents.ts';
import type { ClientStep, CommonStep, DocumentStep, Step, UpstreamMethod } from './step.ts';
import { upstreamFaults } from './upstream-faults.ts';
import { type Ledger, openLedger } from './write-history.ts';

/** What a schedule is carried out in: its own documents on a rig that it has to itself. */
export interface Scene {
  rig: Rig;
  prefix: string;
  ledger: Ledger;
  /** Ids that an editor pressed Retry for. */
  retried: Set<string>;
  /** Ids of documents whose runs were given up while they went on. */
  lapsed: Set<string>;
  /** How many runs each document had used up when the faults ended. */
  runsUnderFaults: Map<string, number>;
  /** Faults that met no request in particular, each time one met something. */
  met: string[];
  /** What was done, with the millisecond. */
  trace: string[];
}

/** Sets a scene for a schedule whose documents' ids begin with `prefix`. */
export function setScene(rig: Rig, prefix: string): Scene {
  const known = { retried: new Set<string>(), lapsed: new Set<string>(), runsUnderFaults: new Map<string, number>() };
  return { rig, prefix, ledger: openLedger(rig.db), ...known, met: [], trace: [] };
}

/** Carries a schedule out: each step begins when it is its turn, whether or not those before it have ended. */
export async function carryOut(scene: Scene, steps: readonly Step[]): Promise<void> {
  const begun = Date.now();
  const token = await scene.rig.callables.tokenOf('editor');
  const running: Promise<void>[] = [];
  const clients: [Promise<void>, Promise<void>] = [Promise.resolve(), Promise.resolve()];
  for (const step of steps) {
    if (step.pauseMs > 0) await sleep(step.pauseMs);
    scene.trace.push(`${Date.now() - begun} ms: ${JSON.stringify(step)}`);
    if ('client' in step) {
      const turn = clients[step.client].then(() => clientStep(scene, step, token, running));
      clients[step.client] = turn.catch(() => {});
      running.push(turn);
    } else if ('document' in step) {
      running.push(documentStep(scene, step));
    } else {
      running.push(commonStep(scene, step));
    }
  }
  // One may add another, a retry say, while they are waited for.
  for (const step of running) await step;
}

async function clientStep(scene: Scene, step: ClientStep, token: string, running: Promise<void>[]): Promise<void> {
  const { rig, ledger, retried } = scene;
  const id = idOf(scene, step);
  if (step.meets.length > 0) orderFaults(rig, id, step.meets, null);
  switch (step.kind) {
    case 'create':
      return await ledger.create(id, step.text);
    case 'edit':
      return await ledger.edit(id, step.text);
    case 'retag':
      return await ledger.retag(id);
    case 'delete':
      return await ledger.remove(id);
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
      const tag: unknown = (await rig.db.collection('knowledge').doc(id).get()).get('sync.tag');
      if (typeof tag === 'string') await ledger.create(tag, step.text);
      return;
    }
    case 'replace':
      for (const remote of remoteDocumentsOf(rig, id)) {
        rig.elevenLabs.documents.remove(remote.id);
        scene.met.push('remote document deleted by hand');
      }
      return await ledger.edit(id, step.text);
  }
}

async function documentStep(scene: Scene, step: DocumentStep): Promise<void> {
  const { rig } = scene;
  const id = idOf(scene, step);
  const reference = rig.db.collection('knowledge').doc(id);
  switch (step.kind) {
    case 'upstream':
      return orderFaults(rig, id, step.faults, step.method);
    case 'release':
      rig.elevenLabs.release({ name: `${id}-` });
      return;
    case 'lapse':
      scene.lapsed.add(id);
      if (await passTime(reference, dueFields.lapse)) scene.met.push('run given up while it goes on');
      return;
    case 'come due':
      await passTime(reference, dueFields['come due']);
      return;
    case 'verify':
      // No request is taken to arrive later than the ten minutes after which is verified (the design).
      await untilArrived(rig, `${id}-`);
      await passTime(reference, dueFields.verify);
      return;
    case 'remove':
      await untilArrived(rig, `${id}-`);
      for (const removal of await removalsOf(rig.db, `${id}-`)) await passTime(removal, 'nextAttemptAt');
  }
}

async function commonStep({ rig, met }: Scene, step: CommonStep): Promise<void> {
  const { emulator, gate, elevenLabs } = rig;
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
    case 'shut':
      if (gate.shut() > 0) met.push('connections broken, new ones refused');
      await sleep(step.ms);
      return await gate.open();
    case 'burst':
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
export async function untilArrived({ elevenLabs }: Rig, name: string): Promise<void> {
  await until(`every request about ${name} arrived`, () => {
    elevenLabs.release({ name });
    const requests = elevenLabs.requests.find({ name });
    return requests.every(({ fault, processed }) => processed || (fault?.kind !== 'delay' && fault?.kind !== 'hold'));
  });
}

function idOf({ prefix }: Scene, { document }: { document: string }): string {
  return `${prefix}${document}`;
}

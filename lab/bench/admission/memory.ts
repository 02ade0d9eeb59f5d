import { deleteApp, initializeApp } from 'firebase-admin/app';
import { type Firestore, getFirestore } from 'firebase-admin/firestore';
import pLimit from 'p-limit';
import { paths } from '../../../functions/src/shared/paths.ts';
import { startEmulator } from '../../../local/emulator/emulator.ts';
import { pickFreePorts } from '../../../local/emulator/ports.ts';
import { projectId } from '../../../local/paths.ts';
import { type ElevenLabsStub, startElevenLabsStub } from '../../../local/stub/elevenlabs/stub.ts';
import { deliverAll, startInstance, untilSteady } from './instance.ts';
import { type LargestEvent, largestEvent } from './largest-event.ts';

/** An instance did not behave as its measurement requires. */
class InstanceError extends Error {
  override readonly name = 'InstanceError';
}

/** The memory that events of the largest size took. */
export interface MemoryResult {
  name: string;
  /** The memory of its instances, in MiB. */
  memoryMiB: number;
  events: number;
  /** Before the first event. */
  idleMiB: number;
  /** With every event in the instance, three of them at ElevenLabs. */
  waitingMiB: number;
  /** The highest until all were handled, the first attempt of each having failed. */
  peakMiB: number;
}

/** A function, by its name and the events it receives, and how many of them come at once. */
export interface Measured {
  name: string;
  type: LargestEvent['type'];
  memoryMiB: number;
  events: number;
}

/** What the measured functions run on and connect to. */
interface Surroundings {
  db: Firestore;
  elevenLabs: ElevenLabsStub;
  framework: string;
  functions: string;
  env: Readonly<Record<string, string>>;
}

/**
 * Measures one instance of each function while events of the largest size wait for a slot, and until
 * all are handled: the functions framework with the deployed code, on the emulator's Firestore.
 *
 * @param framework the script of the functions framework.
 * @param functions the folder of the compiled functions.
 */
export async function measureMemory(
  framework: string,
  functions: string,
  measured: readonly Measured[],
  onProgress: (text: string) => void,
): Promise<MemoryResult[]> {
  const elevenLabs = await startElevenLabsStub({ apiKey: null });
  const emulator = await startEmulator({
    name: 'bench-admission-firestore',
    profile: 'strict',
    params: null,
    ports: await pickFreePorts(),
  });
  Object.assign(process.env, emulator.env);
  const app = initializeApp({ projectId }, 'bench-admission');
  const env = {
    ...emulator.env,
    FIREBASE_CONFIG: JSON.stringify({ projectId }),
    // Otherwise the SDK looks for a metadata server.
    METADATA_SERVER_DETECTION: 'none',
    ELEVENLABS_API_KEY: 'key',
    ELEVENLABS_BASE_URL: elevenLabs.url,
    // Held requests must not time out before all events are there.
    UPSTREAM_TIMEOUT_MS: '60000',
  };
  const surroundings = { db: getFirestore(app), elevenLabs, framework, functions, env };
  try {
    const results: MemoryResult[] = [];
    for (const one of measured) {
      const result = await measureOne(surroundings, one);
      onProgress(`${one.name}: ${one.events} events, ${result.waitingMiB} MiB waiting, ${result.peakMiB} MiB at most`);
      results.push(result);
    }
    return results;
  } finally {
    await deleteApp(app);
    await Promise.all([emulator.stop(), elevenLabs.stop()]);
  }
}

async function measureOne(surroundings: Surroundings, measured: Measured): Promise<MemoryResult> {
  const { db, elevenLabs, framework, functions, env } = surroundings;
  const { name, type, memoryMiB, events: count } = measured;
  elevenLabs.reset();
  const events = Array.from({ length: count }, (_, place) => {
    const documentId = `${type}-${place}`;
    // A deletion finds a remote document to delete; anything else is new.
    const tag = `${documentId}-a1b2c3d4`;
    const remote = type === 'deleted' ? elevenLabs.documents.add({ name: `${tag} Before`, text: 'A text.' }) : null;
    const sync = remote === null ? { status: 'pending' } : { status: 'completed', tag, elevenLabsId: remote.id };
    return largestEvent(type, documentId, sync);
  });
  await store(db, events);
  elevenLabs.faults.add({ match: {}, actions: [{ kind: 'hold' }], times: null });
  const instance = await startInstance(framework, functions, name, env);
  try {
    const { residentMiB: idleMiB } = await instance.memory();
    const handled = await deliverAll(instance, events);
    const waitingMiB = await untilSteady(instance);
    elevenLabs.faults.clear();
    elevenLabs.faults.add({ match: {}, actions: [{ kind: 'status', status: 503 }], times: count });
    elevenLabs.release();
    const statuses = await handled();
    const refused = statuses.filter((status) => status !== 204).length;
    if (refused > 0) throw new InstanceError(`${name} refused ${refused} of ${count} events.`);
    const { peakMiB } = await instance.memory();
    return { name, memoryMiB, events: count, idleMiB, waitingMiB, peakMiB };
  } catch (error) {
    const log = instance.crashed();
    throw log === null ? error : new InstanceError(`${name} crashed with ${count} events:\n${log.slice(-2000)}`);
  } finally {
    await instance.stop();
  }
}

async function store(db: Firestore, events: readonly LargestEvent[]): Promise<void> {
  const limit = pLimit(8);
  const write = async ({ documentId, stored }: LargestEvent) => {
    if (stored !== null) await db.collection(paths.knowledge).doc(documentId).set(stored);
  };
  await Promise.all(events.map((event) => limit(() => write(event))));
}

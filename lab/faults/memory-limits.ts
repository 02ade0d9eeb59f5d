import { z } from 'zod';
import { paths } from '../../functions/src/shared/paths.ts';
import { memberOf } from '../../local/stub/thesession/members.ts';
import { functionsMemory } from './process-memory.ts';
import { type Rig, secrets } from './rig.ts';
import { until } from './until.ts';

class UnexpectedOutcomeError extends Error {
  override readonly name = 'UnexpectedOutcomeError';
}

/** One of the largest inputs of the functions. */
interface LargestCase {
  name: string;
  run(rig: Rig): Promise<void>;
}

export interface MemoryResult {
  name: string;
  peakMiB: number;
  seconds: number;
}

/** Leaves a fifth of the 512 MiB of an instance unused. */
export const limitMiB = 400;

export function isWithinLimit({ peakMiB }: MemoryResult): boolean {
  return peakMiB < limitMiB;
}

const text = '語'.repeat(300_000 - secrets.contentWord.length) + secrets.contentWord;
const tags = Array.from({ length: 20 }, (_, index) => `${index}`.padStart(40, '語'));

const largestCases: readonly LargestCase[] = [
  {
    name: 'a document of 300 000 characters of 3 bytes, with 20 tags',
    run: (rig) => sendDocuments(rig, 'one', 1),
  },
  { name: 'ten such documents at once', run: (rig) => sendDocuments(rig, 'ten', 10) },
  { name: 'ten such documents, each refused with an error of 50 000 characters', run: (rig) => refuse(rig) },
  { name: 'a tunebook of 3 000 tunes', run: (rig) => syncTunebook(rig, 3_000) },
  { name: '20 tunebooks of the same 3 000 new tunes at once', run: (rig) => importTogether(rig, 3_000) },
  { name: 'a tunebook of 2 000 pages, 100 000 tunes', run: (rig) => syncTunebook(rig, 100_000) },
];

/** Measures the peak memory of the functions process for each of the largest inputs. */
export async function measureMemory(rig: Rig, onProgress: (line: string) => void): Promise<MemoryResult[]> {
  const memory = await functionsMemory(rig.folder);
  const results: MemoryResult[] = [];
  for (const { name, run } of largestCases) {
    await memory.reset();
    const startedAt = Date.now();
    await run(rig);
    const peakMiB = await memory.peakMiB();
    const seconds = Math.round((Date.now() - startedAt) / 100) / 10;
    results.push({ name, peakMiB, seconds });
    onProgress(`${name}: ${peakMiB} MiB, ${seconds} s`);
  }
  return results;
}

async function sendDocuments({ db }: Rig, prefix: string, count: number, status = 'completed'): Promise<void> {
  const references = Array.from({ length: count }, (_, index) =>
    db.collection(paths.knowledge).doc(`${prefix}-${index}`),
  );
  const now = new Date();
  const author = { createdBy: 'editor', createdAt: now, updatedAt: now };
  await Promise.all(
    references.map((reference) =>
      reference.create({ title: 'The largest', content: text, tags, ...author, sync: { status: 'pending' } }),
    ),
  );
  await until(`${count} large documents are ${status}`, async () => {
    const documents = await db.getAll(...references, { fieldMask: ['sync.status'] });
    return documents.every((document) => document.get('sync.status') === status);
  });
}

async function refuse(rig: Rig): Promise<void> {
  const body = JSON.stringify({ detail: { code: 'service_unavailable', message: 'x'.repeat(49_900) } });
  rig.elevenLabs.faults.add({
    match: { name: 'refused-' },
    actions: [{ kind: 'status', status: 503, body }],
    times: null,
  });
  await sendDocuments(rig, 'refused', 10, 'failed');
}

const completedSync = z.object({
  result: z.object({ results: z.object({ status: z.literal('completed'), tunesFetched: z.int() }) }),
});

async function syncTunebook({ callables }: Rig, tunes: number, variant = 0): Promise<void> {
  const { token } = await callables.newUser();
  const { body } = await callables.call('syncTunebook', { memberId: memberOf(tunes, variant) }, token);
  const read = completedSync.safeParse(body);
  if (read.data?.result.results.tunesFetched === tunes) return;
  throw new UnexpectedOutcomeError(`A tunebook of ${tunes} tunes was answered ${JSON.stringify(body)}`);
}

/** Imports the same new tunes for 20 users at once, as many as one instance takes. Throws UnexpectedOutcomeError. */
export async function importTogether(rig: Rig, tunes: number): Promise<void> {
  const newTunes = 1;
  await Promise.all(Array.from({ length: 20 }, () => syncTunebook(rig, tunes, newTunes)));
}

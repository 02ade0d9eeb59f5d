import { Agent, get } from 'node:http';
import type { Firestore } from 'firebase-admin/firestore';
import { z } from 'zod';
import { paths } from '../../../functions/src/shared/paths.ts';

/** The API's default page size. */
const pageSize = 10;

const pageSchema = z.object({
  pages: z.number(),
  tunes: z.array(z.object({ id: z.number(), name: z.string(), type: z.string() })),
});

/** Durations in milliseconds. */
export interface OneByOneTimes {
  /** Until the last page was read. */
  reading: number;
  /** Until the last tune was stored. */
  total: number;
}

/**
 * Imports a tunebook without batches, for comparison: reads pages of ten tunes one at a time, each over a new
 * connection, then looks up and writes the tunes one at a time in the catalogue and the collection.
 */
export async function importOneByOne(
  db: Firestore,
  baseUrl: string,
  uid: string,
  memberId: number,
): Promise<OneByOneTimes> {
  const started = performance.now();
  const agent = new Agent({ keepAlive: false });
  const tunes: z.infer<typeof pageSchema>['tunes'] = [];
  let pages = 1;
  for (let page = 1; page <= pages; page += 1) {
    const url = `${baseUrl}/members/${memberId}/tunebook?format=json&perpage=${pageSize}&page=${page}`;
    const answer = pageSchema.parse(JSON.parse(await readText(url, agent)));
    pages = answer.pages;
    tunes.push(...answer.tunes);
  }
  const reading = performance.now() - started;
  for (const { id, name, type } of tunes) {
    const data = { tuneId: id, name, type };
    const collections = [db.collection(paths.tunes), db.collection(paths.userTunes(uid))];
    for (const collection of collections) {
      const reference = collection.doc(String(id));
      if (!(await reference.get()).exists) await reference.create(data);
    }
  }
  return { reading, total: performance.now() - started };
}

async function readText(url: string, agent: Agent): Promise<string> {
  return await new Promise((resolve, reject) => {
    const request = get(url, { agent }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      response.once('end', () => resolve(text));
      response.once('error', reject);
    });
    request.once('error', reject);
  });
}

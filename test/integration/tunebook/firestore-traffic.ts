import { setLogFunction } from 'firebase-admin/firestore';
import { z } from 'zod';

/** What a piece of work asked of Firestore. */
export interface FirestoreTraffic {
  /** Commits that write a tune. */
  tuneCommits: number;
  /** Documents that are looked up by name. */
  documentReads: number;
  /** Reads of tunes that Firestore bills: each look-up of one, each result of a query, at least one for a query. */
  tuneReads: number;
}

const sentSchema = z.object({
  documents: z.array(z.string()).optional(),
  writes: z.array(z.object({ update: z.object({ name: z.string() }).optional() })).optional(),
  structuredQuery: z.object({ from: z.array(z.object({ collectionId: z.string() })) }).optional(),
});

const resultSchema = z.object({ document: z.looseObject({}) });

/** A line of the SDK's log, which shows every request and answer as JSON. */
const linePattern = / (\S+) \[Firestore\.(?:request|requestStream)\]: (Sending request|Received response): (.*)$/s;

/** Counts what a piece of work asks of Firestore. Nothing else may use the SDK in this process meanwhile. */
export async function countTraffic(work: () => Promise<unknown>): Promise<FirestoreTraffic> {
  const traffic: FirestoreTraffic = { tuneCommits: 0, documentReads: 0, tuneReads: 0 };
  const results = new Map<string, number>();
  setLogFunction((line) => {
    const [, tag = '', kind, json = ''] = linePattern.exec(line) ?? [];
    if (kind === 'Sending request') {
      const { documents, writes, structuredQuery } = sentSchema.parse(JSON.parse(json));
      if (writes?.some((write) => write.update?.name.includes('/tunes/'))) traffic.tuneCommits += 1;
      traffic.documentReads += documents?.length ?? 0;
      traffic.tuneReads += documents?.filter((name) => name.includes('/tunes/')).length ?? 0;
      if (structuredQuery?.from.some(({ collectionId }) => collectionId === 'tunes')) results.set(tag, 0);
    }
    const found = results.get(tag);
    if (kind === 'Received response' && found !== undefined && resultSchema.safeParse(JSON.parse(json)).success) {
      results.set(tag, found + 1);
    }
  });
  try {
    await work();
  } finally {
    setLogFunction(null);
  }
  for (const found of results.values()) traffic.tuneReads += Math.max(found, 1);
  return traffic;
}

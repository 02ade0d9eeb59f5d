import { setLogFunction } from 'firebase-admin/firestore';
import { z } from 'zod';

/** What Firestore bills for a piece of work, counts aside. */
export interface FirestoreTraffic {
  /** Documents that are looked up by name or found by a query. */
  reads: number;
  /** Documents that are written or deleted. */
  writes: number;
}

const sentSchema = z.object({ documents: z.array(z.string()).optional(), writes: z.array(z.unknown()).optional() });

const foundSchema = z.object({ document: z.looseObject({}) });

/** A line of the SDK's log, which shows every request and answer as JSON. */
const linePattern = / \S+ \[Firestore\.(?:request|requestStream)\]: (Sending request|Received response): (.*)$/s;

/** Counts what a piece of work asks of Firestore. Nothing else may use the SDK in this process meanwhile. */
export async function countTraffic(work: () => Promise<unknown>): Promise<FirestoreTraffic> {
  const traffic: FirestoreTraffic = { reads: 0, writes: 0 };
  setLogFunction((line) => {
    const [, kind, json = ''] = linePattern.exec(line) ?? [];
    if (kind === 'Sending request') {
      const { documents, writes } = sentSchema.parse(JSON.parse(json));
      traffic.reads += documents?.length ?? 0;
      traffic.writes += writes?.length ?? 0;
    }
    if (kind === 'Received response' && foundSchema.safeParse(JSON.parse(json)).success) traffic.reads += 1;
  });
  try {
    await work();
  } finally {
    setLogFunction(null);
  }
  return traffic;
}

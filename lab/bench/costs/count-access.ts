import { setLogFunction } from 'firebase-admin/firestore';
import { z } from 'zod';

/** Documents that Firestore bills. */
export interface Access {
  /** A look for a document that is missing counts as one, an empty query too (Firestore's pricing). */
  reads: number;
  writes: number;
  deletes: number;
}

const sentSchema = z.object({
  documents: z.array(z.string()).optional(),
  writes: z.array(z.looseObject({ delete: z.string().optional() })).optional(),
  structuredQuery: z.unknown().optional(),
});

const documentSchema = z.object({ document: z.looseObject({}) });

/** One line of the SDK's own log, which shows every request and every answer as JSON. */
const linePattern = / (\S+) \[Firestore\.(?:request|requestStream)\]: (Sending request|Received response): (.*)$/s;

/**
 * Counts what a piece of work reads and writes, from the requests that the Admin SDK of this process
 * sends. Nothing else may use the SDK meanwhile.
 */
export async function countAccess(work: () => Promise<unknown>): Promise<Access> {
  const counted: Access = { reads: 0, writes: 0, deletes: 0 };
  const found = new Map<string, number>();
  setLogFunction((line) => {
    const [, tag = '', kind, json = ''] = linePattern.exec(line) ?? [];
    if (kind === 'Sending request') countRequest(counted, found, tag, JSON.parse(json));
    else if (kind === 'Received response') countAnswer(counted, found, tag, JSON.parse(json));
  });
  try {
    await work();
  } finally {
    setLogFunction(null);
  }
  for (const documents of found.values()) counted.reads += Math.max(documents, 1);
  return counted;
}

function countRequest(counted: Access, found: Map<string, number>, tag: string, request: unknown): void {
  const sent = sentSchema.parse(request);
  counted.reads += sent.documents?.length ?? 0;
  for (const write of sent.writes ?? []) counted[write.delete === undefined ? 'writes' : 'deletes'] += 1;
  if (sent.structuredQuery !== undefined) found.set(tag, 0);
}

function countAnswer(counted: Access, found: Map<string, number>, tag: string, answer: unknown): void {
  // A list of references is the one answer that is an array.
  if (Array.isArray(answer)) counted.reads += Math.max(answer.length, 1);
  const sofar = found.get(tag);
  if (sofar !== undefined && documentSchema.safeParse(answer).success) found.set(tag, sofar + 1);
}

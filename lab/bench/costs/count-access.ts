import { setLogFunction } from 'firebase-admin/firestore';
import { z } from 'zod';

/** Billed document operations. */
export interface Access {
  /** Reading a missing document, or running an empty query, counts as one read (Firestore's pricing). */
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

/** A line of the SDK's log, which has every request and response as JSON. */
const linePattern = / (\S+) \[Firestore\.(?:request|requestStream)\]: (Sending request|Received response): (.*)$/s;

/** Counts the operations of `work` in this process's Admin SDK log. Nothing else may use the SDK meanwhile. */
export async function countAccess(work: () => Promise<unknown>): Promise<Access & { commits: number }> {
  const counted = { reads: 0, writes: 0, deletes: 0, commits: 0 };
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

function countRequest(
  counted: Access & { commits: number },
  found: Map<string, number>,
  tag: string,
  request: unknown,
): void {
  const sent = sentSchema.parse(request);
  counted.reads += sent.documents?.length ?? 0;
  if (sent.writes !== undefined) counted.commits += 1;
  for (const write of sent.writes ?? []) counted[write.delete === undefined ? 'writes' : 'deletes'] += 1;
  if (sent.structuredQuery !== undefined) found.set(tag, 0);
}

function countAnswer(counted: Access, found: Map<string, number>, tag: string, answer: unknown): void {
  // Only the response to listDocuments is an array.
  if (Array.isArray(answer)) counted.reads += Math.max(answer.length, 1);
  const soFar = found.get(tag);
  if (soFar !== undefined && documentSchema.safeParse(answer).success) found.set(tag, soFar + 1);
}

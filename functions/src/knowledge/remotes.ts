import { type DocumentReference, FieldValue, type Firestore, Timestamp } from 'firebase-admin/firestore';
import { z } from 'zod';
import { paths } from '../shared/paths.ts';
import { failureTypes } from '../upstream/errors.ts';
import type { Remote, RemovingRemote, StoredRemote } from './delivery/remote.ts';

const time = z.instanceof(Timestamp).transform((timestamp) => timestamp.toMillis());

const error = z.object({ type: z.enum(failureTypes), message: z.string(), retryable: z.boolean() });

const remoteSchema: z.ZodType<Remote> = z.discriminatedUnion('status', [
  z.object({ status: z.literal('live'), documentId: z.string() }),
  z.object({
    status: z.literal('removing'),
    documentId: z.string(),
    elevenLabsId: z.string().nullable(),
    title: z.string().catch(''),
    attempts: z.number().int().nonnegative().catch(0),
    error: error.nullable().catch(null),
    nextAttemptAt: time,
    listAfter: time,
  }),
]);

/** The record of a tag in the ledger of everything that ElevenLabs may hold for us. */
export function remoteReference(db: Firestore, tag: string): DocumentReference {
  return db.collection(paths.knowledgeRemotes).doc(tag);
}

/** Reads the data of a record; undefined when it does not exist. */
export function readRemote(data: unknown): StoredRemote {
  if (data === undefined) return { kind: 'missing' };
  const parsed = remoteSchema.safeParse(data);
  return parsed.success ? { kind: 'readable', remote: parsed.data } : { kind: 'unreadable' };
}

/** A live record as it is written; it replaces whatever the tag had. */
export function liveFields(documentId: string) {
  return { documentId, status: 'live', createdAt: FieldValue.serverTimestamp() };
}

/** The fields of a record that is being removed; merged, they keep its `createdAt`. */
export function removingFields({ nextAttemptAt, listAfter, ...fields }: RemovingRemote) {
  return {
    ...fields,
    nextAttemptAt: Timestamp.fromMillis(nextAttemptAt),
    listAfter: Timestamp.fromMillis(listAfter),
  };
}

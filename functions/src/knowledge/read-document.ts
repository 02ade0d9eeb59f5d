import { hash } from 'node:crypto';
import { Timestamp } from 'firebase-admin/firestore';
import { z } from 'zod';
import { draftProblems } from '../shared/draft.ts';
import { indexStatuses } from '../shared/index-status.ts';
import { syncStatuses } from '../shared/sync-status.ts';
import { failureTypes } from '../upstream/errors.ts';
import type { KnowledgeDocument, RemoteIdentity, StoredDocument, Sync } from './document.ts';
import type { TextFields } from './text-fields.ts';

const documentIdHint =
  'Enter the id of a knowledge document: 1 to 100 letters, digits, "_" or "-", and not of the form "__x__".';

/** Firestore reserves ids of the form `__x__`. */
export const documentIdSchema = z.string(documentIdHint).regex(/^(?!__.*__$)[A-Za-z0-9_-]{1,100}$/, documentIdHint);

const unusableId = 'Add it again under an id of 1 to 100 letters, digits, "_" or "-", not of the form "__x__".';

const time = z
  .instanceof(Timestamp)
  .transform((timestamp) => timestamp.toMillis())
  .nullish()
  .transform((value) => value ?? null);

const text = z
  .string()
  .nullish()
  .transform((value) => value ?? null);

const count = z
  .number()
  .int()
  .nonnegative()
  .nullish()
  .transform((value) => value ?? 0);

/** An unreadable index reads as none: nothing about it keeps a document from syncing. */
const indexSchema = z
  .object({
    model: z.string(),
    status: z.enum(indexStatuses),
    progress: z.number(),
    tries: count,
    checkedAt: time,
    nextCheckAt: time,
    message: text,
  })
  .nullish()
  .transform((value) => value ?? null)
  .catch(null);

const syncSchema = z
  .object({
    status: z
      .enum(syncStatuses)
      .nullish()
      .transform((value) => value ?? 'pending'),
    attempts: count,
    runs: count,
    lastAttemptAt: time,
    completedAt: time,
    nextAttemptAt: time,
    verifyAt: time,
    error: z
      .object({ type: z.enum(failureTypes), message: z.string(), retryable: z.boolean() })
      .nullish()
      .transform((value) => value ?? null),
    elevenLabsId: text,
    tag: text,
    attemptedHash: text,
    index: indexSchema,
    leaseOwner: text,
    leaseExpiresAt: time,
  })
  .transform(({ leaseOwner, leaseExpiresAt, ...sync }): Sync => {
    const lease = leaseExpiresAt === null ? null : { owner: leaseOwner ?? '', expiresAt: leaseExpiresAt };
    return { ...sync, lease };
  });

const documentSchema = z
  .object({
    title: z.string(),
    content: z.string(),
    // A server that writes a document need not know about `sync`.
    sync: z.preprocess((value) => value ?? {}, syncSchema),
  })
  .superRefine(({ title, content }, context) => {
    for (const { field, message } of draftProblems({ title, content, tags: [] })) {
      context.addIssue({ code: 'custom', path: [field], message });
    }
  })
  .transform(({ title, content, sync }): KnowledgeDocument => {
    return { title, content, hash: hashText(title, content), sync };
  });

const recordSchema = z.record(z.string(), z.unknown()).catch({});

/**
 * Reads the data of a document; undefined when it does not exist. Its limits are those of the security
 * rules: a server can write a document beyond them, which then is unreadable and never sent. So is one whose id
 * could not be found in a remote name.
 *
 * @param fields those of the document that hold title and text; a problem names them.
 */
export function readDocument(documentId: string, data: unknown, fields: TextFields): StoredDocument {
  if (data === undefined) return { kind: 'missing' };
  const unreadable = (problem: string): StoredDocument => ({
    kind: 'unreadable',
    problem,
    identity: readRemoteIdentity(data),
  });
  if (!documentIdSchema.safeParse(documentId).success) return unreadable(unusableId);
  const { [fields.title]: title, [fields.content]: content, sync } = recordSchema.parse(data);
  const parsed = documentSchema.safeParse({ title, content, sync });
  if (parsed.success) return { kind: 'readable', document: parsed.data };
  return unreadable(`${describeProblem(parsed.error, fields)} Edit it and save.`);
}

function describeProblem({ issues: [issue] }: z.ZodError, fields: TextFields): string {
  const [first, ...rest] = issue?.path ?? [];
  const own = first === 'title' || first === 'content' ? fields[first] : first;
  if (issue?.code !== 'custom') return `The field ${[own, ...rest].join('.')} is missing or of the wrong type.`;
  return own === first ? issue.message : `${issue.message} It is read from the field ${String(own)}.`;
}

const stateSchema = z.object({ sync: syncSchema });

/** The state under `sync`, whatever else the document holds; null when it is unreadable. */
export function readSync(data: unknown): Sync | null {
  const parsed = stateSchema.safeParse(data);
  return parsed.success ? parsed.data.sync : null;
}

const identitySchema = z.object({
  sync: z.object({
    tag: text.catch(null),
    elevenLabsId: text.catch(null),
    verifyAt: time.catch(null),
    leaseExpiresAt: time.catch(null),
  }),
});

/** Reads each field on its own: null when it is absent or unreadable. */
export function readRemoteIdentity(data: unknown): RemoteIdentity {
  const parsed = identitySchema.safeParse(data);
  return parsed.success ? parsed.data.sync : { tag: null, elevenLabsId: null, verifyAt: null, leaseExpiresAt: null };
}

/** Hashes title and content to `<title>.<content>`, each 128 bits of SHA-256 in hex. */
export function hashText(title: string, content: string): string {
  return `${digest(title)}.${digest(content)}`;
}

function digest(value: string): string {
  return hash('sha256', value).slice(0, 32);
}

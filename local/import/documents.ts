import {
  type DocumentReference,
  FieldPath,
  FieldValue,
  type Firestore,
  type UpdateData,
} from 'firebase-admin/firestore';
import { z } from 'zod';
import type { Draft } from '../../functions/src/shared/draft.ts';
import { paths } from '../../functions/src/shared/paths.ts';
import { importPrefix } from './document-id.ts';

export type ImportResult = 'created' | 'updated' | 'unchanged';

/** `createdBy` of imported documents, in place of a user's uid. */
const importer = 'import';

const pageSize = 100;

const storedDraft = z.object({ title: z.string(), content: z.string(), tags: z.array(z.string()) });

/**
 * Creates or updates the document with this id, unless it already matches the draft. A change of
 * title or content sets it to pending; a change of tags alone does not.
 *
 * @param options.dryRun writes nothing and returns what would happen.
 */
export async function importDraft(
  db: Firestore,
  documentId: string,
  draft: Draft,
  { dryRun }: { dryRun: boolean },
): Promise<ImportResult> {
  const reference = db.collection(paths.knowledge).doc(documentId);
  const seen = resultFor((await reference.get()).data(), draft);
  if (dryRun || seen === 'unchanged') return seen;
  return await db.runTransaction(async (transaction) => {
    const stored = (await transaction.get(reference)).data();
    const result = resultFor(stored, draft);
    if (result === 'created') {
      const times = { createdAt: FieldValue.serverTimestamp(), updatedAt: FieldValue.serverTimestamp() };
      transaction.create(reference, { ...draft, ...times, createdBy: importer, sync: { status: 'pending' } });
    } else if (result === 'updated') {
      transaction.update(reference, changesTo(stored, draft));
    }
    return result;
  });
}

function resultFor(stored: unknown, draft: Draft): ImportResult {
  if (stored === undefined) return 'created';
  const read = storedDraft.safeParse(stored);
  return read.success && sameText(read.data, draft) && sameTags(read.data, draft) ? 'unchanged' : 'updated';
}

function changesTo(
  stored: unknown,
  draft: Draft,
): UpdateData<Draft & { updatedAt: unknown; sync: { status: string } }> {
  const read = storedDraft.safeParse(stored);
  const updatedAt = FieldValue.serverTimestamp();
  if (read.success && sameText(read.data, draft)) return { tags: draft.tags, updatedAt };
  return { ...draft, updatedAt, 'sync.status': 'pending' };
}

function sameText(a: Draft, b: Draft): boolean {
  return a.title === b.title && a.content === b.content;
}

function sameTags(a: Draft, b: Draft): boolean {
  return a.tags.length === b.tags.length && a.tags.every((tag, index) => tag === b.tags[index]);
}

/** The documents that imports with this name created. */
export async function listImported(db: Firestore, name: string): Promise<DocumentReference[]> {
  const prefix = importPrefix(name);
  const found: DocumentReference[] = [];
  let after = prefix;
  for (;;) {
    const page = await db
      .collection(paths.knowledge)
      .orderBy(FieldPath.documentId())
      .startAfter(after)
      .endBefore(`${prefix}\u{f8ff}`)
      .select('createdBy')
      .limit(pageSize)
      .get();
    found.push(...page.docs.filter((document) => document.get('createdBy') === importer).map(({ ref }) => ref));
    const last = page.docs.at(-1);
    if (last === undefined || page.size < pageSize) return found;
    after = last.id;
  }
}

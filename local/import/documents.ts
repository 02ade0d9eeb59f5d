import {
  type DocumentData,
  type DocumentReference,
  type DocumentSnapshot,
  FieldPath,
  FieldValue,
  type Firestore,
  type UpdateData,
} from 'firebase-admin/firestore';
import { z } from 'zod';
import type { TextFields } from '../../functions/src/knowledge/text-fields.ts';
import type { Draft } from '../../functions/src/shared/draft.ts';
import { paths } from '../../functions/src/shared/paths.ts';
import { importPrefix } from './document-id.ts';

export type ImportResult = 'created' | 'updated' | 'unchanged';

/** `createdBy` of imported documents, in place of a user's uid. */
const importer = 'import';

const pageSize = 100;

const draftSchema = z.object({ title: z.string(), content: z.string(), tags: z.array(z.string()) });

/**
 * Creates or updates the document with this id, unless it already matches the draft. A change of
 * title or content sets it to pending; a change of tags alone does not.
 *
 * @param options.fields hold title and text.
 * @param options.dryRun writes nothing and returns what would happen.
 */
export async function importDraft(
  db: Firestore,
  documentId: string,
  draft: Draft,
  { fields, dryRun }: { fields: TextFields; dryRun: boolean },
): Promise<ImportResult> {
  const reference = db.collection(paths.knowledge).doc(documentId);
  const seen = resultFor(storedDraft(await reference.get(), fields), draft);
  if (dryRun || seen === 'unchanged') return seen;
  return await db.runTransaction(async (transaction) => {
    const stored = storedDraft(await transaction.get(reference), fields);
    const result = resultFor(stored, draft);
    if (result === 'created') {
      const times = { createdAt: FieldValue.serverTimestamp(), updatedAt: FieldValue.serverTimestamp() };
      const text = textOf(draft, fields);
      transaction.create(reference, { ...text, ...times, createdBy: importer, sync: { status: 'pending' } });
    } else if (result === 'updated') {
      transaction.update(reference, changesTo(stored, draft, fields));
    }
    return result;
  });
}

/** Undefined without a document; null for one that holds no draft. */
function storedDraft(snapshot: DocumentSnapshot, fields: TextFields): Draft | null | undefined {
  if (!snapshot.exists) return undefined;
  const read = draftSchema.safeParse({
    title: snapshot.get(fields.title),
    content: snapshot.get(fields.content),
    tags: snapshot.get('tags'),
  });
  return read.success ? read.data : null;
}

function resultFor(stored: Draft | null | undefined, draft: Draft): ImportResult {
  if (stored === undefined) return 'created';
  return stored !== null && sameText(stored, draft) && sameTags(stored, draft) ? 'unchanged' : 'updated';
}

function changesTo(stored: Draft | null | undefined, draft: Draft, fields: TextFields): UpdateData<DocumentData> {
  const updatedAt = FieldValue.serverTimestamp();
  if (stored && sameText(stored, draft)) return { tags: draft.tags, updatedAt };
  return { ...textOf(draft, fields), updatedAt, 'sync.status': 'pending' };
}

function textOf({ title, content, tags }: Draft, fields: TextFields): Record<string, unknown> {
  return { [fields.title]: title, [fields.content]: content, tags };
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

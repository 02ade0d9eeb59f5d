import { Timestamp } from 'firebase/firestore';
import type { Draft } from '../../../functions/src/client.ts';
import { countOf, fieldsOf, itemsOf, textOf } from '../ui/fields.ts';

/** The name under which the text of a new document is kept. */
export const newDraftName = 'new';

/** The name under which the unsaved changes of a document are kept. */
export function editDraftName(documentId: string): string {
  return `edit:${documentId}`;
}

/** Reads a stored draft; null when nothing was typed. */
export function readStoredDraft(stored: unknown): Draft | null {
  const { title, content, tags } = fieldsOf(stored);
  const draft = { title: textOf(title), content: textOf(content), tags: itemsOf(tags).map(textOf) };
  return isEmpty(draft) ? null : draft;
}

/** The version that a stored edit started from; null when unknown. */
export function readStoredVersion(stored: unknown): Timestamp | null {
  const { seconds, nanoseconds } = fieldsOf(fieldsOf(stored).version);
  return typeof seconds === 'number' ? new Timestamp(seconds, countOf(nanoseconds)) : null;
}

/** Whether nothing was typed. */
export function isEmpty({ title, content, tags }: Draft): boolean {
  return title.trim() === '' && content.trim() === '' && tags.length === 0;
}

/** Whether two drafts would be stored differently. */
export function differs(a: Draft, b: Draft): boolean {
  return a.title !== b.title || a.content !== b.content || JSON.stringify(a.tags) !== JSON.stringify(b.tags);
}

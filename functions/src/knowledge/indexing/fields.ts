import type { Timestamp } from 'firebase-admin/firestore';
import type { IndexState } from '../document.ts';
import { toTimestamp } from '../timestamp.ts';

/** The fields of `sync.index`. */
export function indexFields(index: IndexState): Omit<IndexState, 'checkedAt' | 'nextCheckAt'> & {
  checkedAt: Timestamp | null;
  nextCheckAt: Timestamp | null;
} {
  return { ...index, checkedAt: toTimestamp(index.checkedAt), nextCheckAt: toTimestamp(index.nextCheckAt) };
}

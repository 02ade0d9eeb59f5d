import { Timestamp } from 'firebase-admin/firestore';
import { type Fields, isMap } from '../firestore/values.ts';

/** Times that say when something was, not when something is due. */
const past = new Set(['createdAt', 'updatedAt', 'lastAttemptAt', 'completedAt', 'checkedAt', 'expiresAt']);

/** How long a pending document waits for its event before the sweep takes it, in milliseconds (docs/reliability.md). */
const pendingForMs = 120_000;

/** When the functions mean to look at a document again, in epoch milliseconds: every such time that it holds. */
export function dueTimes(path: string, fields: Fields): number[] {
  const found: number[] = [];
  collect(fields, found);
  if (path.startsWith('knowledge/') && isMap(fields.sync) && fields.sync.status === 'pending') {
    const { updatedAt } = fields;
    if (updatedAt instanceof Timestamp) found.push(updatedAt.toMillis() + pendingForMs);
  }
  return found;
}

function collect(fields: Fields, found: number[]): void {
  for (const name in fields) {
    const value = fields[name];
    if (value instanceof Timestamp) {
      if (!past.has(name)) found.push(value.toMillis());
    } else if (isMap(value)) collect(value, found);
  }
}

import { withStorage } from './storage.ts';

/** Storage keys begin with this, so that signing out finds them all. */
const prefix = 'reelsync.draft';

/**
 * Keeps what a user has typed until it is saved: across sections, reloads and a crash. Drafts belong to
 * a user and are deleted when that user signs out.
 *
 * @param name identifies the draft: `new`, `edit:{documentId}`, `notes:{tuneId}`.
 * @returns false when the browser does not store it.
 */
export function keepDraft(uid: string, name: string, draft: unknown): boolean {
  const kept = withStorage('localStorage', (storage) => {
    storage.setItem(key(uid, name), JSON.stringify(draft));
    return true;
  });
  return kept ?? false;
}

/** The stored draft, not validated; null without one. */
export function readDraft(uid: string, name: string): unknown {
  return withStorage('localStorage', (storage): unknown => JSON.parse(storage.getItem(key(uid, name)) ?? 'null'));
}

/** Deletes a draft that was saved or discarded. */
export function dropDraft(uid: string, name: string): void {
  withStorage('localStorage', (storage) => storage.removeItem(key(uid, name)));
}

/** The names of a user's drafts. */
export function draftNames(uid: string): string[] {
  const start = key(uid, '');
  const keys = withStorage('localStorage', (storage) => Object.keys(storage)) ?? [];
  return keys.flatMap((name) => (name.startsWith(start) ? [name.slice(start.length)] : []));
}

function key(uid: string, name: string): string {
  return `${prefix}.${uid}.${name}`;
}

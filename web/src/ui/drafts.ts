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
  try {
    localStorage.setItem(key(uid, name), JSON.stringify(draft));
    return true;
  } catch {
    return false;
  }
}

/** The stored draft, not validated; null without one. */
export function readDraft(uid: string, name: string): unknown {
  try {
    const stored = localStorage.getItem(key(uid, name));
    return stored === null ? null : JSON.parse(stored);
  } catch {
    return null;
  }
}

/** Deletes a draft that was saved or discarded. */
export function dropDraft(uid: string, name: string): void {
  try {
    localStorage.removeItem(key(uid, name));
  } catch {
    // The browser blocks storage, so there is nothing to delete.
  }
}

/** The names of a user's drafts. */
export function draftNames(uid: string): string[] {
  try {
    const start = key(uid, '');
    return Object.keys(localStorage).flatMap((name) => (name.startsWith(start) ? [name.slice(start.length)] : []));
  } catch {
    return [];
  }
}

function key(uid: string, name: string): string {
  return `${prefix}.${uid}.${name}`;
}

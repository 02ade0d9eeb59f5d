import type { CollectionReference, Firestore } from 'firebase-admin/firestore';
import { paths } from '../../functions/src/shared/paths.ts';
import type { Activity } from './activity.ts';
import { knowledgeActivity } from './knowledge.ts';
import { tunebookActivity } from './tunebook.ts';

/**
 * Prints a line for every change of state of a knowledge document or an import. Returns a function
 * that stops it.
 *
 * @param titleField the field that holds the title of a knowledge document.
 */
export function printActivity(db: Firestore, titleField: string, print: (line: string) => void): () => void {
  const ends = [
    follow(db.collection(paths.knowledge), (id, data) => knowledgeActivity(id, data, titleField), print),
    follow(db.collection(paths.tunebookSyncs), tunebookActivity, print),
  ];
  return () => {
    for (const end of ends) end();
  };
}

function follow(
  collection: CollectionReference,
  read: (id: string, data: unknown) => Activity,
  print: (line: string) => void,
): () => void {
  const latest = new Map<string, Activity>();
  const say = ({ subject, outcome }: Activity) =>
    print(`${new Date().toLocaleTimeString('en-GB')}  ${subject}: ${outcome}`);
  return collection.onSnapshot(
    (snapshot) => {
      for (const { type, doc } of snapshot.docChanges()) {
        const before = latest.get(doc.id);
        if (type === 'removed') {
          latest.delete(doc.id);
          if (before !== undefined) say({ ...before, outcome: 'Deleted' });
          continue;
        }
        const now = read(doc.id, doc.data());
        latest.set(doc.id, now);
        // Most changes, of progress and leases, leave the line as it was.
        if (now.outcome !== before?.outcome) say(now);
      }
    },
    (error) => print(`There are no more lines about ${collection.path}: ${error.message}`),
  );
}

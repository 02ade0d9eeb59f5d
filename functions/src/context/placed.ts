import type { Firestore } from 'firebase-admin/firestore';
import { defaultCollection, knowledgePaths } from '../shared/paths.ts';

/**
 * A view of the database in which the collections of knowledge have their default names, whatever the
 * project calls them, so that the code that syncs uses one set of names.
 *
 * @param collection the root collection of the documents.
 */
export function placed(db: Firestore, collection: string): Firestore {
  if (collection === defaultCollection) return db;
  const [known, own] = [Object.values(knowledgePaths()), Object.values(knowledgePaths(collection))];
  const rename = (path: string) => own[known.indexOf(path)] ?? path;
  return new Proxy(db, {
    get(target, key) {
      if (key === 'collection') return (path: string) => target.collection(rename(path));
      if (key === 'doc') return (path: string) => target.doc(rename(path));
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

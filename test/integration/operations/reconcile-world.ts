import type { DocumentReference } from 'firebase-admin/firestore';
import { type Reconciliation, reconcile } from '../../../functions/src/knowledge/reconcile/reconcile.ts';
import { liveFields } from '../../../functions/src/knowledge/remotes.ts';
import { tagOf } from '../../../functions/src/knowledge/tag.ts';
import { paths } from '../../../functions/src/shared/paths.ts';
import { minute } from '../knowledge/time.ts';
import { type KnowledgeWorld, useKnowledgeWorld } from '../knowledge/world.ts';

/** The harness of the reconciliation tests. */
export interface ReconcileWorld {
  world: KnowledgeWorld;
  look(): Promise<Reconciliation>;
  apply(force?: boolean): Promise<Reconciliation>;
  /** Adds a remote document that no request of ours created. */
  addRemote(name: string): { id: string };
  /** Adds a remote document with a ledger record and without a document, as after a deletion without its event. */
  addOrphan(name?: string): Promise<{ id: string }>;
  /** Adds synced documents; by default enough that one deletion is less than a fifth. */
  addMany(count?: number): Promise<DocumentReference[]>;
  remoteIds(): string[];
  sweepAll(): Promise<void>;
}

/** Opens the harness for a test file. */
export function useReconcileWorld(): ReconcileWorld {
  const world = useKnowledgeWorld();
  const addRemote = (name: string) => world.elevenLabs.documents.add({ name, text: 'text' });
  return {
    world,
    look: () => reconcile(world.context, { apply: false, force: false }),
    apply: (force = false) => reconcile(world.context, { apply: true, force }),
    addRemote,
    async addOrphan(name = 'gone-abcd1234 Hours') {
      const tag = tagOf(name);
      const documentId = tag.slice(0, tag.lastIndexOf('-'));
      await world.context.db.collection(paths.knowledgeRemotes).doc(tag).set(liveFields(documentId));
      return addRemote(name);
    },
    addMany: (count = 6) => Promise.all(Array.from({ length: count }, () => world.addCompleted())),
    remoteIds: () => world.elevenLabs.documents.list().map(({ id }) => id),
    async sweepAll() {
      // Repairs wait until no request of a deleted document can be under way.
      world.advance(10 * minute);
      await world.sweep();
    },
  };
}

import type { DocumentReference } from 'firebase-admin/firestore';
import { type Reconciliation, reconcile } from '../../../functions/src/knowledge/reconcile/reconcile.ts';
import { minute } from '../knowledge/time.ts';
import { type KnowledgeWorld, useKnowledgeWorld } from '../knowledge/world.ts';

/** The harness of the reconciliation tests. */
export interface ReconcileWorld {
  world: KnowledgeWorld;
  look(): Promise<Reconciliation>;
  apply(force?: boolean): Promise<Reconciliation>;
  /** Adds a remote document that no request of ours created. */
  addRemote(name: string): { id: string };
  /** Adds synced documents, by default so many that one deletion is less than a fifth. */
  addMany(count?: number): Promise<DocumentReference[]>;
  remoteIds(): string[];
  sweepAll(): Promise<void>;
}

/** Opens the harness for a test file. */
export function useReconcileWorld(): ReconcileWorld {
  const world = useKnowledgeWorld();
  return {
    world,
    look: () => reconcile(world.context, { apply: false, force: false }),
    apply: (force = false) => reconcile(world.context, { apply: true, force }),
    addRemote: (name) => world.elevenLabs.documents.add({ name, text: 'text' }),
    addMany: (count = 6) => Promise.all(Array.from({ length: count }, () => world.addCompleted())),
    remoteIds: () => world.elevenLabs.documents.list().map(({ id }) => id),
    async sweepAll() {
      world.advance(minute);
      await world.sweep();
    },
  };
}

import { nextRemovalAt } from '../../../../functions/src/knowledge/delivery/schedule.ts';
import type { Write } from '../../../../functions/src/knowledge/delivery/write.ts';
import type { KnowledgeDocument, Sync } from '../../../../functions/src/knowledge/document.ts';
import { hashText } from '../../../../functions/src/knowledge/read-document.ts';
import type { Decide } from '../../../../functions/src/knowledge/store.ts';
import type { SyncStatus } from '../../../../functions/src/shared/sync-status.ts';
import { stored, syncState } from '../sample-documents.ts';
import type { Remote } from './remote.ts';

const legal: Readonly<Record<SyncStatus, readonly SyncStatus[]>> = {
  pending: ['pending', 'syncing'],
  syncing: ['syncing', 'completed', 'failed', 'pending'],
  completed: ['completed', 'pending', 'syncing'],
  failed: ['failed', 'pending', 'syncing'],
};

/** How long after the end of a lease a removal waits, in milliseconds. */
const afterLeaseMs = 60_000;

interface Removal {
  elevenLabsId: string | null;
  dueAt: number;
  attempts: number;
}

/** One knowledge document and the outbox of removals in memory, as Firestore holds them. */
export class Store {
  document: KnowledgeDocument | null = null;
  removals = new Map<string, Removal>();
  /** Deleted documents whose event has not come yet. */
  deleted: Sync[] = [];
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Decides about the document and carries out what was decided, as a transaction. */
  async transact<Decision extends { write: Write }>(decide: Decide<Decision>): Promise<Decision> {
    const decision = decide(stored(this.document), undefined);
    const { write } = decision;
    const sync = this.document?.sync;
    if (write.kind === 'sync') {
      const { owner = null, expiresAt = 0 } = sync?.lease ?? {};
      const taken = write.sync.lease !== null && write.sync.lease.owner !== owner;
      if (taken && expiresAt > this.#now()) throw new Error('two live leases');
      this.write(write.sync);
    } else if (write.kind === 'verifyAt' && sync !== undefined) this.write({ ...sync, verifyAt: write.verifyAt });
    else if (write.kind === 'remote') this.owe(write.tag, write.elevenLabsId, write.dueAt, true);
    return decision;
  }

  /** Writes `sync`, as a function or, with the text, an editor does; only legal changes of status pass. */
  write(sync: Sync, text: { title: string; content: string } | null = this.document): void {
    if (this.document === null || text === null) throw new Error('a write to a document that does not exist');
    const [from, to] = [this.document.sync.status, sync.status];
    if (!legal[from].includes(to)) throw new Error(`an illegal change of status: ${from} to ${to}`);
    const { title, content } = text;
    this.document = { title, content, hash: hashText(title, content), sync };
  }

  create(text: { title: string; content: string }): void {
    if (this.document !== null) return;
    this.document = { ...text, hash: hashText(text.title, text.content), sync: syncState() };
  }

  /** An editor's change of the text, with the status that the rules ask for. */
  edit(text: { title: string; content: string }): void {
    const current = this.document;
    if (current === null || (current.title === text.title && current.content === text.content)) return;
    this.write({ ...current.sync, status: 'pending' }, text);
  }

  delete(): void {
    if (this.document !== null) this.deleted.push(this.document.sync);
    this.document = null;
  }

  /** When something of the document or a removal is due next, in epoch milliseconds; null when nothing is. */
  nextDueAt(): number | null {
    const { lease = null, nextAttemptAt = null, verifyAt = null } = this.document?.sync ?? {};
    const removals = [...this.removals.values()].map(({ dueAt }) => dueAt);
    const times = [lease?.expiresAt ?? null, nextAttemptAt, verifyAt, ...removals];
    const [next = null] = times.filter((time) => time !== null && time > this.#now()).sort();
    return next;
  }

  /** What `onKnowledgeDeleted` does with each deletion that it has not heard of, some of them twice. */
  hearOfDeletions(twice: boolean): void {
    for (const { tag, elevenLabsId, lease, verifyAt } of this.deleted) {
      const dueAt = Math.max(this.#now(), lease === null ? 0 : lease.expiresAt + afterLeaseMs, verifyAt ?? 0);
      if (tag !== null) this.owe(tag, elevenLabsId, dueAt, false);
    }
    if (!twice) this.deleted = [];
  }

  /** Schedules a removal; `sooner` replaces the time of one that is pending. */
  owe(tag: string, elevenLabsId: string | null, dueAt: number, sooner: boolean): void {
    const pending = this.removals.get(tag);
    this.removals.set(tag, {
      elevenLabsId: elevenLabsId ?? pending?.elevenLabsId ?? null,
      dueAt: pending === undefined || sooner ? dueAt : pending.dueAt,
      attempts: pending?.attempts ?? 0,
    });
  }

  /** Carries out the removals that are due, or fails to. */
  async remove(remote: Remote, fails: boolean): Promise<void> {
    for (const [tag, { elevenLabsId, dueAt, attempts }] of this.removals) {
      if (dueAt > this.#now()) continue;
      if (fails) {
        const next = nextRemovalAt(attempts + 1, null, this.#now());
        this.removals.set(tag, { elevenLabsId, dueAt: next, attempts: attempts + 1 });
        continue;
      }
      remote.begin('none');
      for (const { id } of remote.bearing(tag)) await remote.remove(id);
      if (elevenLabsId !== null) await remote.remove(elevenLabsId);
      this.removals.delete(tag);
    }
  }
}

import { Timestamp } from 'firebase-admin/firestore';
import type { Task } from '../engine/task.ts';
import type { Change, Database } from '../firestore/database.ts';
import { fieldAt } from '../firestore/values.ts';
import type { Findings } from '../promises.ts';
import { path } from './people.ts';

/** Watches the records of the ledger: what a removal may do to one, and what follows when its document comes back. */
export class Ledger {
  readonly #database: Database;
  readonly #findings: Findings;
  /** The version of each record that a call read last, by path. */
  readonly #read = new Map<Task, Map<string, Timestamp | undefined>>();

  constructor({ database, findings }: { database: Database; findings: Findings }) {
    this.#database = database;
    this.#findings = findings;
  }

  onTransactionRead(at: string, task: Task): void {
    if (!at.startsWith('knowledgeRemotes/')) return;
    const versions = this.#read.get(task) ?? new Map<string, Timestamp | undefined>();
    this.#read.set(task, versions.set(at, this.#database.read(at)?.updateTime));
  }

  onChange(change: Change): void {
    if (change.after === null) this.#checkForgotten(change);
    else if (change.after.fields.status === 'removing') this.#checkListing(change);
    else this.#checkVerification(change);
  }

  /** What another call added to a record after it was read would be lost with it. */
  #checkForgotten({ path: at, before, by }: Change): void {
    if (by === null || before === null) return;
    if (this.#read.get(by)?.get(at)?.isEqual(before.updateTime) === true) return;
    this.#findings.break('nothing is left of a deleted document', `${by.name} forgets ${at} unread`);
  }

  /** The last listing of a removal waits for every request that may be on its way, so it only moves later. */
  #checkListing({ path: at, before, after }: Change): void {
    const [old, fresh] = [before, after].map((record) => record?.fields.listAfter);
    if (before?.fields.status !== 'removing' || !(old instanceof Timestamp && fresh instanceof Timestamp)) return;
    const earlier = old.toMillis() - fresh.toMillis();
    if (earlier <= 0) return;
    this.#findings.break('nothing is left of a deleted document', `${at} is listed ${earlier} ms earlier`);
  }

  /** A removal may have a delete on its way when its document comes back. */
  #checkVerification({ path: at, before, after }: Change): void {
    if (before?.fields.status !== 'removing') return;
    const document = this.#database.read(path(String(after?.fields.documentId)));
    if (fieldAt(document?.fields ?? {}, 'sync.verifyAt') instanceof Timestamp) return;
    this.#findings.break(
      'a completed document has exactly one remote document, with its newest text',
      `${at} is live again and will not be verified`,
    );
  }
}

import { Timestamp } from 'firebase-admin/firestore';
import type { Scheduler } from '../engine/scheduler.ts';
import type { Task } from '../engine/task.ts';
import { FirestoreError, statusCodes } from './errors.ts';
import { type Fields, isEqual, merged, stored, updated } from './values.ts';

/** A document as the server holds it. */
export interface StoredDocument {
  readonly path: string;
  readonly id: string;
  readonly fields: Fields;
  readonly createTime: Timestamp;
  readonly updateTime: Timestamp;
}

/** One write of a commit. */
export type Write =
  | { kind: 'create' | 'set' | 'merge' | 'update'; path: string; data: Fields; lastUpdateTime?: Timestamp | undefined }
  | { kind: 'delete'; path: string; lastUpdateTime?: Timestamp | undefined; exists?: boolean | undefined };

/** What a transaction has read, for the comparison or the locks at its commit. */
export interface ServerTransaction {
  readonly task: Task;
  /** The version of each document read; null for one that was not there. */
  readonly reads: Map<string, Timestamp | null>;
  open: boolean;
  /** Its commit is under way and will arrive, whatever its client sends after it. */
  committing: boolean;
}

/** One document before and after a commit; null while it does not exist. */
export interface Change {
  readonly path: string;
  readonly before: StoredDocument | null;
  readonly after: StoredDocument | null;
  /** The task that wrote it; null for a client or an administrator. */
  readonly by: Task | null;
}

/** How conflicts of transactions are detected: by comparing versions at the commit, or by locks. */
export type Concurrency = 'optimistic' | 'pessimistic';

/** After this time without a request a transaction loses its locks, in milliseconds (Firestore documentation: 60 s). */
const transactionIdleMs = 60_000;

interface WaitingCommit {
  writes: readonly Write[];
  transaction: ServerTransaction | null;
  by: Task | null;
  done: (error: FirestoreError | null) => void;
}

/** The server's side of Firestore: documents, commits, and the locks of transactions. */
export class Database {
  readonly #scheduler: Scheduler;
  readonly #concurrency: Concurrency;
  readonly #collections = new Map<string, Map<string, StoredDocument>>();
  readonly #locks = new Map<string, Set<ServerTransaction>>();
  #waiting: WaitingCommit[] = [];
  #lastTime = 0;
  /** Called once for each document that a commit changed, in the moment of the commit. */
  onChange: (change: Change) => void = () => {};
  /** Called when a transaction of a task reads a document. */
  onTransactionRead: (path: string, task: Task) => void = () => {};

  constructor(scheduler: Scheduler, concurrency: Concurrency) {
    this.#scheduler = scheduler;
    this.#concurrency = concurrency;
  }

  read(path: string): StoredDocument | null {
    const [collection, id] = split(path);
    return this.#collections.get(collection)?.get(id) ?? null;
  }

  /** The documents of a collection, in the order of their ids. */
  list(collection: string): StoredDocument[] {
    const documents = [...(this.#collections.get(collection)?.values() ?? [])];
    return documents.sort((one, other) => (one.id < other.id ? -1 : 1));
  }

  /** Reads a document for a transaction, which locks it or remembers its version. */
  readIn(transaction: ServerTransaction, path: string): StoredDocument | null {
    const document = this.read(path);
    if (!transaction.reads.has(path)) transaction.reads.set(path, document?.updateTime ?? null);
    this.onTransactionRead(path, transaction.task);
    if (this.#concurrency === 'pessimistic' && transaction.open) {
      const holders = this.#locks.get(path) ?? new Set();
      if (holders.size === 0) this.#locks.set(path, holders);
      holders.add(transaction);
      this.#scheduler.after(transactionIdleMs, null, () => this.release(transaction));
    }
    return document;
  }

  /** Ends a transaction without a commit. */
  release(transaction: ServerTransaction): void {
    if (!transaction.open) return;
    transaction.open = false;
    for (const path of transaction.reads.keys()) {
      const holders = this.#locks.get(path);
      holders?.delete(transaction);
      if (holders?.size === 0) this.#locks.delete(path);
    }
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const commit of waiting) this.commit(commit.writes, commit.transaction, commit.by, commit.done);
  }

  /** Commits at once, or as soon as the locks of others allow it. `done` receives the error if nothing was written. */
  commit(
    writes: readonly Write[],
    transaction: ServerTransaction | null,
    by: Task | null,
    done: (error: FirestoreError | null) => void = () => {},
  ) {
    if (transaction !== null && !transaction.open) {
      return done(new FirestoreError(statusCodes.aborted, 'The referenced transaction has expired.'));
    }
    if (this.#concurrency === 'pessimistic') {
      const holders = this.#holdersOf(writes, transaction);
      if (transaction !== null && holders.some((holder) => this.#waitsFor(holder, transaction))) {
        this.release(transaction);
        return done(new FirestoreError(statusCodes.aborted, 'Transaction lock timeout.'));
      }
      if (holders.length > 0) {
        this.#waiting.push({ writes, transaction, by, done });
        return;
      }
    } else if (transaction !== null && writes.length > 0 && this.#isOutdated(transaction)) {
      this.release(transaction);
      return done(new FirestoreError(statusCodes.aborted, 'Too much contention on these documents.'));
    }
    const error = this.#write(writes, by);
    if (transaction !== null) this.release(transaction);
    done(error);
  }

  #isOutdated({ reads }: ServerTransaction): boolean {
    for (const [path, version] of reads) {
      const now = this.read(path)?.updateTime ?? null;
      if (version === null || now === null ? version !== now : !version.isEqual(now)) return true;
    }
    return false;
  }

  #holdersOf(writes: readonly Write[], transaction: ServerTransaction | null): ServerTransaction[] {
    return writes.flatMap(({ path }) => [...(this.#locks.get(path) ?? [])].filter((holder) => holder !== transaction));
  }

  /** Whether a transaction waits to commit until another one has ended, directly or through others. */
  #waitsFor(one: ServerTransaction, other: ServerTransaction): boolean {
    const commit = this.#waiting.find(({ transaction }) => transaction === one);
    if (commit === undefined) return false;
    const holders = this.#holdersOf(commit.writes, one);
    return holders.includes(other) || holders.some((holder) => holder !== one && this.#waitsFor(holder, other));
  }

  /** Applies all of the writes or none. */
  #write(writes: readonly Write[], by: Task | null): FirestoreError | null {
    const after = new Map<string, StoredDocument | null>();
    const now = this.#nextTime();
    try {
      for (const write of writes) {
        const before = after.has(write.path) ? (after.get(write.path) ?? null) : this.read(write.path);
        after.set(write.path, apply(write, before, now));
      }
    } catch (error) {
      if (error instanceof FirestoreError) return error;
      throw error;
    }
    const changes: Change[] = [];
    for (const [path, document] of after) {
      const before = this.read(path);
      // A write that changes nothing leaves the version and causes no event.
      if (before === null ? document === null : document !== null && isEqual(before.fields, document.fields)) continue;
      this.#put(path, document);
      changes.push({ path, before, after: document, by });
    }
    for (const change of changes) this.onChange(change);
    return null;
  }

  #put(path: string, document: StoredDocument | null): void {
    const [name, id] = split(path);
    let collection = this.#collections.get(name);
    if (collection === undefined) {
      collection = new Map();
      this.#collections.set(name, collection);
    }
    if (document === null) collection.delete(id);
    else collection.set(id, document);
  }

  /** The time of a commit, made unique by its microseconds. */
  #nextTime(): Timestamp {
    const microseconds = Math.max(this.#lastTime + 1, this.#scheduler.time * 1000);
    this.#lastTime = microseconds;
    return new Timestamp(Math.floor(microseconds / 1_000_000), (microseconds % 1_000_000) * 1000);
  }
}

function apply(write: Write, before: StoredDocument | null, now: Timestamp): StoredDocument | null {
  if (write.kind === 'create' && before !== null) {
    throw new FirestoreError(statusCodes.alreadyExists, `Document already exists: ${write.path}`);
  }
  if (write.kind === 'update' && before === null) {
    throw new FirestoreError(statusCodes.notFound, `No document to update: ${write.path}`);
  }
  const { lastUpdateTime } = write;
  if (lastUpdateTime !== undefined && before?.updateTime.isEqual(lastUpdateTime) !== true) {
    throw new FirestoreError(statusCodes.failedPrecondition, `The stored version differs: ${write.path}`);
  }
  if (write.kind === 'delete') {
    if (write.exists === true && before === null) {
      throw new FirestoreError(statusCodes.notFound, `No document to delete: ${write.path}`);
    }
    if (write.exists === false && before !== null) {
      throw new FirestoreError(statusCodes.alreadyExists, `Document already exists: ${write.path}`);
    }
    return null;
  }
  const old = before?.fields ?? {};
  const fields =
    write.kind === 'merge'
      ? merged(old, write.data, now)
      : write.kind === 'update'
        ? updated(old, write.data, now)
        : (stored(write.data, undefined, now) as Fields);
  const [, id] = split(write.path);
  return { path: write.path, id, fields, createTime: before?.createTime ?? now, updateTime: now };
}

function split(path: string): [collection: string, id: string] {
  const slash = path.lastIndexOf('/');
  return [path.slice(0, slash), path.slice(slash + 1)];
}

import { Timestamp } from 'firebase-admin/firestore';
import type { Scheduler } from '../engine/scheduler.ts';
import type { Task } from '../engine/task.ts';
import type { Change, Database, StoredDocument } from '../firestore/database.ts';
import { fieldAt } from '../firestore/values.ts';
import type { Findings } from '../promises.ts';
import type { SentRequest } from '../upstream/transport.ts';

/** When a run or a removal has to end, in milliseconds after it began (docs/reliability.md). */
const runMs = 90_000;

/** What the promises are checked against. */
interface Watched {
  scheduler: Scheduler;
  database: Database;
  findings: Findings;
}

/** What one call did so far. */
interface Progress {
  /** The lease that it took of each document, by path. */
  readonly leases: Map<string, unknown>;
  /** When it last read each document to change it. */
  readonly reads: Map<string, number>;
  /** When it last read a record of the ledger to change it: each claim and each removal begins with that. */
  begun: number;
  /** The last create that it has not looked up. */
  create: SentRequest | null;
}

/** Watches the promises about requests: who may send what, and until when. */
export class Sending {
  readonly #world: Watched;
  readonly #tasks = new Map<Task, Progress>();
  /** When each existing document was created or restored, by path. */
  readonly #created = new Map<string, number>();

  constructor(world: Watched) {
    this.#world = world;
  }

  onTransactionRead(path: string, task: Task): void {
    const progress = this.#of(task);
    const { time } = this.#world.scheduler;
    progress.reads.set(path, time);
    if (path.startsWith('knowledgeRemotes/')) progress.begun = time;
  }

  onChange({ path, before, after, by }: Change): void {
    if (after === null) return;
    if (before === null) this.#created.set(path, this.#world.scheduler.time);
    if (by === null) return;
    const [old, fresh] = [leaseOf(before), leaseOf(after)];
    const { leases } = this.#of(by);
    if (fresh !== null && fresh !== old) leases.set(path, fresh);
    if (countsAttempt(before, after) && leases.get(path) !== fresh) {
      this.#world.findings.break(
        'a run sends only while it holds the lease',
        `${by.name} counts an attempt of ${path}`,
      );
    }
  }

  onSend(request: SentRequest): void {
    this.#checkTime(request);
    const { method, query, task } = request;
    if (method === 'DELETE') this.#checkDelete(request);
    else if (method !== 'GET') {
      this.#checkLease(request);
      this.#checkCreate(request);
    } else if (query.has('search')) this.#of(task).create = null;
  }

  #checkTime({ task, path, method }: SentRequest): void {
    const { scheduler, findings } = this.#world;
    const lasted = scheduler.time - this.#of(task).begun;
    if (lasted <= runMs || path.includes('rag-index')) return;
    findings.break('the budget of runs and attempts is kept', `${task.name} sends ${method} after ${lasted} ms`);
  }

  /** A document that was there when a run or a removal began keeps the remote document that it knows. */
  #checkDelete({ task, path }: SentRequest): void {
    const remoteId = decodeURIComponent(path.slice(path.lastIndexOf('/') + 1));
    const owner = this.#find('sync.elevenLabsId', remoteId);
    if (owner === undefined || this.#createdAt(owner) >= this.#of(task).begun) return;
    this.#world.findings.break(
      'a completed document has exactly one remote document, with its newest text',
      `${task.name} deletes ${remoteId} of ${owner.id}`,
    );
  }

  /** A document that came back after the run read it last is another one to that run. */
  #checkLease(request: SentRequest): void {
    const { leases, reads } = this.#of(request.task);
    const tag = tagIn(request);
    const document = tag === null ? undefined : this.#find('sync.tag', tag);
    if (document === undefined) return;
    const lease = leases.get(document.path);
    if (lease !== undefined && lease === leaseOf(document)) return;
    if (this.#createdAt(document) >= (reads.get(document.path) ?? 0)) return;
    this.#world.findings.break('a run sends only while it holds the lease', `${request.task.name} sends ${tag}`);
  }

  /** A create that was processed, although its run does not know it, is found by a look-up. */
  #checkCreate(request: SentRequest): void {
    if (!request.path.endsWith('/text')) return;
    const progress = this.#of(request.task);
    const earlier = progress.create;
    progress.create = request;
    const wasProcessed = earlier !== null && earlier.status !== null && earlier.status < 300;
    if (!wasProcessed || tagIn(earlier) !== tagIn(request)) return;
    this.#world.findings.break(
      'a run looks for what it may have created before it creates again',
      `${request.task.name} creates ${tagIn(request)} again`,
    );
  }

  #find(field: string, value: string): StoredDocument | undefined {
    return this.#world.database.list('knowledge').find(({ fields }) => fieldAt(fields, field) === value);
  }

  #createdAt({ path }: StoredDocument): number {
    return this.#created.get(path) ?? 0;
  }

  #of(task: Task): Progress {
    let progress = this.#tasks.get(task);
    if (progress === undefined) {
      progress = { leases: new Map(), reads: new Map(), begun: Number.POSITIVE_INFINITY, create: null };
      this.#tasks.set(task, progress);
    }
    return progress;
  }
}

function leaseOf(document: StoredDocument | null): unknown {
  return document === null ? null : (fieldAt(document.fields, 'sync.leaseOwner') ?? null);
}

function countsAttempt(before: StoredDocument | null, { fields }: StoredDocument): boolean {
  const [old, fresh] = [before?.fields ?? {}, fields].map((each) => fieldAt(each, 'sync.lastAttemptAt'));
  return fresh instanceof Timestamp && !(old instanceof Timestamp && old.isEqual(fresh));
}

/** The tag in the name that a request gives a document; null if it gives none. */
function tagIn({ body }: SentRequest): string | null {
  return /"name":"(\S+) /.exec(body)?.[1] ?? null;
}

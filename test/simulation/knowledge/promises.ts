import { Timestamp } from 'firebase-admin/firestore';
import type { Ending } from '../engine/instances.ts';
import type { Scheduler } from '../engine/scheduler.ts';
import type { Task } from '../engine/task.ts';
import type { Change, Database, StoredDocument } from '../firestore/database.ts';
import { fieldAt } from '../firestore/values.ts';
import type { Findings } from '../promises.ts';
import { permanentReasonOf, type SimulatedElevenLabs } from '../upstream/elevenlabs.ts';
import type { SentRequest, Transport } from '../upstream/transport.ts';
import { dueTimes } from './due-times.ts';
import { Ledger } from './ledger.ts';
import { type People, path } from './people.ts';
import { Sending } from './sending.ts';
import { Throttling } from './throttling.ts';

const legal: Readonly<Record<string, readonly string[]>> = {
  pending: ['syncing', 'failed'],
  syncing: ['completed', 'failed', 'pending'],
  completed: ['pending', 'syncing'],
  failed: ['pending', 'syncing'],
};

/** The waits after the first to the sixth run, in milliseconds (docs/reliability.md). */
const retryDelaysMs = [1, 5, 30, 120, 360, 1440].map((minutes) => minutes * 60_000);

/** When a run has to end, in milliseconds after its claim, less what its last attempt needs. */
const runDeadlineMs = 80_000;

/** The longest wait in milliseconds, and by how much two clocks differ (docs/reliability.md). */
const longestWaitMs = 24 * 3_600_000 + 120_000;

/** Claims of a text before it is given up. */
const mostRuns = 7;

/** What the promises are checked against. */
interface Watched {
  scheduler: Scheduler;
  database: Database;
  elevenLabs: SimulatedElevenLabs;
  transport: Transport;
  ragModel: string | null;
  people: People;
  findings: Findings;
}

/** Watches the promises while a schedule runs, and checks them at its end. */
export class Promises {
  readonly #world: Watched;
  /** The document of each task that settled, until another run claims it. */
  readonly #settled = new Map<Task, string>();
  /** Documents that were deleted at some time. */
  readonly #deleted = new Set<string>();
  /** What the tasks counted and sent. */
  readonly #attempts = new Map<Task, { counted: number; sent: number; lookedUp: number }>();
  readonly #retried = new Set<string>();
  readonly #deleteSent = new Set<string>();
  readonly #throttling = new Throttling();
  readonly #sending: Sending;
  readonly #ledger: Ledger;
  #sentSeen = 0;

  constructor(world: Watched) {
    this.#world = world;
    this.#sending = new Sending(world);
    this.#ledger = new Ledger(world);
    world.database.onTransactionRead = (at, task) => {
      this.#sending.onTransactionRead(at, task);
      this.#ledger.onTransactionRead(at, task);
    };
    world.transport.onSend = (request) => this.#onSend(request);
    world.transport.onEnd = (request, answer) => this.#throttling.onEnd(request, answer, world.scheduler.time);
  }

  onRetry(id: string): void {
    this.#retried.add(id);
  }

  onRetried(id: string, task: Task, ending: Ending<{ status: string } | null>): void {
    if (ending.kind !== 'returned') return;
    if (ending.value !== null && ending.value.status === 'syncing' && this.#settled.has(task)) {
      this.#world.findings.break('a retry answers the final state', `retry of ${id} settled and answered syncing`);
    }
    this.#onEnded(id, task);
  }

  onHandled(id: string, change: Change, task: Task, result: { kind: string } | undefined): void {
    if (result?.kind === 'lost' && this.#settled.has(task)) {
      this.#world.findings.break(
        'a run that has settled is told so',
        `${task.name} settled and was told that it lost its lease`,
      );
    }
    this.#onEnded(id, task);
    if (change.after === null) this.#checkRemoval(id, change, task);
  }

  onChange(change: Change): void {
    this.#sending.onChange(change);
    if (change.by !== null && change.after !== null) this.#checkWaits(change.after);
    if (change.path.startsWith('knowledgeRemotes/')) this.#ledger.onChange(change);
    if (!change.path.startsWith('knowledge/')) return;
    if (change.after === null) {
      this.#deleted.add(change.path);
      // A document that is restored later is another one to the runs of the first.
      for (const [task, document] of this.#settled) if (document === change.path) this.#settled.delete(task);
    }
    const { before, after, by } = change;
    const [from, to] = [statusOf(before), statusOf(after)];
    if (before !== null && after !== null && from !== to) {
      this.#world.findings.met(`${from} → ${to}`);
      if (legal[from]?.includes(to) !== true)
        this.#world.findings.break('only legal transitions are seen', `${change.path}: ${from} → ${to}`);
    }
    if (by === null || after === null) return;
    const counted = numberAt(after, 'sync.attempts') - numberAt(before, 'sync.attempts');
    if (counted > 0) this.#of(by).counted += counted;
    const leaseBefore = before === null ? null : (fieldAt(before.fields, 'sync.leaseOwner') ?? null);
    const leaseAfter = fieldAt(after.fields, 'sync.leaseOwner') ?? null;
    if (leaseBefore !== null && leaseAfter === null) this.#settled.set(by, change.path);
    if (leaseAfter !== null) {
      for (const [task, document] of this.#settled)
        if (document === change.path && task !== by) this.#settled.delete(task);
    }
    const runs = numberAt(after, 'sync.runs');
    if (runs > mostRuns)
      this.#world.findings.break('the budget of runs and attempts is kept', `${change.path}: ${runs} runs`);
    this.#checkRetryTime(change, after);
  }

  /** Checks what must hold at rest. `healed`: every failed document was retried without faults. */
  checkEnd({ healed, untraceable }: { healed: boolean; untraceable: boolean }): void {
    const { people, database, elevenLabs } = this.#world;
    const remote = elevenLabs.knowledgeBase.all();
    const foreign = remote.slice(0, 2);
    const expected = new Set<string>();
    for (const [id, draft] of people.newest) {
      const document = database.read(path(id));
      if (draft === null || document === null) continue;
      const tag = fieldAt(document.fields, 'sync.tag');
      const own = remote.filter(({ name }) => typeof tag === 'string' && (name === tag || name.startsWith(`${tag} `)));
      for (const { id: remoteId } of own) expected.add(remoteId);
      // Renamed by a person, it is still the document's own.
      const knownId = fieldAt(document.fields, 'sync.elevenLabsId');
      if (typeof knownId === 'string') expected.add(knownId);
      this.#checkDocument(document, own, healed);
    }
    for (const { id, name, text, agents } of foreign) {
      expected.add(id);
      const same = text === 'Made by hand.' && agents.length > 0;
      if (!same) this.#world.findings.break('documents of others are left alone', `${name} was changed`);
    }
    if (foreign[0]?.name !== 'Opening hours' || foreign[1]?.name !== 'book-chapter1') {
      this.#world.findings.break('documents of others are left alone', 'one was deleted');
    }
    for (const { id, name } of remote) {
      // Without our tag, nothing leads to it once its id is lost too.
      if (name === 'Renamed' && untraceable) continue;
      if (!expected.has(id)) this.#world.findings.break('nothing is left of a deleted document', `${name} (${id})`);
    }
    for (const { fields } of database.list('knowledge')) {
      const tag = fieldAt(fields, 'sync.tag');
      if (typeof tag === 'string' && database.read(`knowledgeRemotes/${tag}`) === null)
        this.#world.findings.break('every document comes to rest', `${tag} has no record`);
    }
    for (const { id, fields } of database.list('knowledgeRemotes')) {
      const tag = fieldAt(database.read(path(String(fields.documentId)))?.fields ?? {}, 'sync.tag');
      if (fields.status !== 'live' || tag !== id)
        this.#world.findings.break('every document comes to rest', `the record of ${id} is still there`);
    }
  }

  #checkDocument(
    document: StoredDocument,
    own: readonly { id: string; name: string; text: string }[],
    healed: boolean,
  ) {
    const { fields, id } = document;
    const { elevenLabs } = this.#world;
    const at = (name: string) => fieldAt(fields, `sync.${name}`) ?? null;
    const status = at('status');
    for (const name of ['leaseExpiresAt', 'nextAttemptAt', 'verifyAt']) {
      if (at(name) !== null) this.#world.findings.break('every document comes to rest', `${id} has ${name}`);
    }
    if (status === 'completed') {
      const [only] = own;
      const same =
        only?.id === at('elevenLabsId') &&
        only?.text === fields.content &&
        only?.name === `${at('tag')} ${fields.title}`;
      if (own.length !== 1 || !same) {
        const found = own.map(({ id: remoteId, name, text }) => `${remoteId} ${name} ${text}`).join(', ') || 'none';
        this.#world.findings.break(
          'a completed document has exactly one remote document, with its newest text',
          `${id}: ${found}`,
        );
      }
      if (this.#world.ragModel === null) return;
      if (at('index.status') !== 'ready' || at('index.nextCheckAt') !== null || !elevenLabs.isIndexed(only?.id ?? '')) {
        this.#world.findings.break(
          'a completed document is indexed with its newest text',
          `${id}: ${at('index.status')}`,
        );
      }
      return;
    }
    if (status !== 'failed') return this.#world.findings.break('every document comes to rest', `${id} is ${status}`);
    if (healed) return this.#world.findings.break('every document comes to rest', `${id} is failed after a retry`);
    if (own.length > 1) {
      this.#world.findings.break(
        'a completed document has exactly one remote document, with its newest text',
        `${id}: failed, ${own.length}`,
      );
    }
    if (numberAt(document, 'sync.runs') >= mostRuns) return;
    const type = String(at('error.type'));
    if (at('error.retryable') === true)
      this.#world.findings.break('every document comes to rest', `${id}: ${type} and no next attempt`);
    else if (!this.#reasons().has(type)) {
      this.#world.findings.break('a document fails for good only for a reason that occurred', `${id}: ${type}`);
    }
  }

  /** The permanent failures that requests met. */
  #reasons(): ReadonlySet<string> {
    const reasons = new Set<string>();
    for (const { fault, status } of this.#world.transport.requests) {
      const reason = fault === null ? null : permanentReasonOf(fault);
      if (reason !== null) reasons.add(reason);
      // Without its code a 404 does not say what was not found.
      if (status === 404 && fault !== null) reasons.add('not_found');
    }
    return reasons;
  }

  /** Both times are written by one instance, so clocks that differ do not matter. */
  #checkRetryTime({ path: document, before }: Change, after: StoredDocument): void {
    const next = fieldAt(after.fields, 'sync.nextAttemptAt');
    const old = before === null ? null : fieldAt(before.fields, 'sync.nextAttemptAt');
    // A verification leaves it as it is.
    if (old instanceof Timestamp && next instanceof Timestamp && old.isEqual(next)) return;
    const last = fieldAt(after.fields, 'sync.lastAttemptAt');
    if (!(next instanceof Timestamp && last instanceof Timestamp) || statusOf(after) !== 'failed') return;
    const runs = numberAt(after, 'sync.runs');
    const wait = next.toMillis() - last.toMillis();
    if (wait < (retryDelaysMs[Math.max(runs, 1) - 1] ?? 0)) {
      this.#world.findings.break('an automatic retry never comes early', `${document}: ${wait} ms after run ${runs}`);
    }
  }

  #checkRemoval(id: string, { before }: Change, task: Task): void {
    const elevenLabsId = before === null ? null : fieldAt(before.fields, 'sync.elevenLabsId');
    if (typeof elevenLabsId !== 'string' || task.froze) return;
    // An instance that froze before it sent counts its attempt too, and the next one waits.
    const record = this.#world.database.read(`knowledgeRemotes/${fieldAt(before?.fields ?? {}, 'sync.tag')}`);
    if (Number(record?.fields.attempts ?? 0) > 0) return;
    const restored = this.#world.people.restored.has(id);
    const there = this.#world.elevenLabs.knowledgeBase.all().some((remote) => remote.id === elevenLabsId);
    if (there && !restored && !this.#deleteSent.has(elevenLabsId)) {
      this.#world.findings.break(
        'the known remote document of a deleted document is deleted at once',
        `${elevenLabsId} of ${id}`,
      );
    }
  }

  #onSend(request: SentRequest): void {
    const { task, method, path: url } = request;
    const wrong = this.#throttling.onSend(request, this.#world.scheduler.time);
    if (wrong !== null) {
      this.#world.findings.break(
        'a throttled instance sends nothing until its wait is over, and then one request',
        wrong,
      );
    }
    this.#sentSeen += 1;
    const counts = this.#of(task);
    if (method === 'POST' || method === 'PATCH') counts.sent += 1;
    else if (method === 'GET') counts.lookedUp += 1;
    else this.#deleteSent.add(decodeURIComponent(url.slice(url.lastIndexOf('/') + 1)));
    this.#sending.onSend(request);
  }

  #checkWaits({ path: at, fields }: StoredDocument): void {
    const latest = this.#world.scheduler.time + longestWaitMs;
    const late = dueTimes(at, fields).find((due) => due > latest);
    if (late === undefined) return;
    const hours = Math.round((late - this.#world.scheduler.time) / 3_600_000);
    this.#world.findings.break('every document comes to rest', `${at} waits ${hours} h`);
  }

  #onEnded(id: string, task: Task): void {
    const counts = this.#attempts.get(task);
    // A run whose document was deleted stops with an attempt counted.
    if (this.#deleted.has(path(id))) return;
    // An attempt that came too late for its run, or after another request was throttled, is counted and not sent.
    const now = this.#world.scheduler.time;
    if (counts === undefined || task.froze || now - task.startedAt > runDeadlineMs) return;
    if (this.#throttling.mayWait(task.instance, now)) return;
    if (counts.counted > counts.sent + counts.lookedUp) {
      this.#world.findings.break(
        'each attempt is counted once',
        `${task.name}: ${counts.counted} counted, ${counts.sent} sent`,
      );
    }
  }

  #of(task: Task): { counted: number; sent: number; lookedUp: number } {
    let counts = this.#attempts.get(task);
    if (counts === undefined) {
      counts = { counted: 0, sent: 0, lookedUp: 0 };
      this.#attempts.set(task, counts);
    }
    return counts;
  }
}

function statusOf(document: StoredDocument | null): string {
  return document === null ? 'none' : String(fieldAt(document.fields, 'sync.status'));
}

function numberAt(document: StoredDocument | null, field: string): number {
  const value = document === null ? 0 : fieldAt(document.fields, field);
  return typeof value === 'number' ? value : 0;
}

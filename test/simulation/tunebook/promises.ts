import { Timestamp } from 'firebase-admin/firestore';
import { titleCase } from '../../../functions/src/tunebook/tune.ts';
import type { Ending } from '../engine/instances.ts';
import type { Scheduler } from '../engine/scheduler.ts';
import type { Task } from '../engine/task.ts';
import type { Change, Database } from '../firestore/database.ts';
import { type Fields, fieldAt } from '../firestore/values.ts';
import type { Findings } from '../promises.ts';
import type { SimulatedTheSession } from '../upstream/thesession.ts';

/** What the promises are checked against. */
interface Watched {
  scheduler: Scheduler;
  database: Database;
  theSession: SimulatedTheSession;
  accounts: ReadonlySet<string>;
  findings: Findings;
}

const running: ReadonlySet<unknown> = new Set(['fetching_metadata', 'adding_to_collection']);

const counts = ['progressPercent', 'tunesFetched', 'personTunesAdded', 'personTunesSkipped', 'errorCount'];

/** Watches the promises about imports and leaving while a schedule runs, and checks them at its end. */
export class TunebookPromises {
  readonly #world: Watched;
  /** The run that each task began, by its lease. */
  readonly #owners = new Map<Task, string>();
  /** When each task's run began. */
  readonly #startOf = new Map<Task, number>();
  readonly #decided = new Map<string, string>();
  readonly #deletedTunes = new Set<string>();
  readonly #left = new Set<string>();
  readonly #leaving = new Set<string>();
  #owned = new Map<string, number>();

  constructor(world: Watched) {
    this.#world = world;
  }

  onChange(change: Change): void {
    const { path, before, after, by } = change;
    if (path.startsWith('tunebookSyncs/')) this.#onProgress(change);
    if (path.startsWith('tunes/') && before !== null) this.#break('the catalogue is written once', path);
    if (by !== null && before !== null && after !== null && /^users\/[^/]+\/tunes\//.test(path)) {
      this.#break('what the musician decided stays', `${path} was written over`);
    }
  }

  onDecided(path: string, learnStatus: string): void {
    this.#decided.set(path, learnStatus);
  }

  onTuneDeleted(path: string): void {
    this.#decided.delete(path);
    this.#deletedTunes.add(path);
  }

  onCancelled(ending: Ending<{ cancelled: boolean }>): void {
    if (ending.kind === 'returned' && ending.value.cancelled) this.#world.findings.met('cancel accepted');
  }

  onImported(uid: string, memberId: number, task: Task, ending: Ending<{ results: object }>): void {
    if (ending.kind !== 'returned') return;
    const { results } = ending.value;
    const shown = this.#world.database.read(`tunebookSyncs/${uid}`)?.fields;
    const startedByTask = shown !== undefined && this.#startOf.get(task) === millisAt(shown, 'startedAt');
    if (shown === undefined || !startedByTask) return;
    for (const [field, value] of Object.entries(results)) {
      if (shown[field] !== value) {
        this.#break(
          'an answer agrees with the progress document',
          `${field}: answered ${value}, shown ${shown[field]}`,
        );
      }
    }
    this.#world.findings.met(`import ${'status' in results ? results.status : ''}`);
    if ('status' in results && results.status === 'completed') this.#checkCollection(uid, memberId);
  }

  onLeft(uid: string, how: 'completed' | 'refused' | 'cut short'): void {
    this.#world.findings.met(`leaving ${how}`);
    if (how === 'completed') this.#left.add(uid);
    if (how !== 'refused') this.#leaving.add(uid);
  }

  /** Users whose deletion was begun and not answered. */
  unfinishedLeavers(): string[] {
    return [...this.#leaving].filter((uid) => !this.#left.has(uid));
  }

  hasLeft(uid: string): boolean {
    return this.#left.has(uid) || this.#world.database.read(`accountDeletions/${uid}`) !== null;
  }

  /** Notes what a user owns before the last import. */
  beforeLastImport(uid: string): void {
    this.#owned.set(uid, this.#world.database.list(`users/${uid}/tunes`).length);
  }

  /** Checks what must hold at rest. */
  checkEnd(uids: readonly string[], memberOf: (uid: string) => number): void {
    const { database, accounts } = this.#world;
    for (const uid of uids) {
      if (this.#left.has(uid)) {
        const left = [`users/${uid}`, `tunebookSyncs/${uid}`].filter((path) => database.read(path) !== null);
        const tunes = database.list(`users/${uid}/tunes`).map(({ path }) => path);
        if (accounts.has(uid)) left.push(`the account ${uid}`);
        for (const path of [...left, ...tunes]) this.#break('nothing is left of a user who left', path);
        continue;
      }
      if (this.hasLeft(uid)) continue;
      this.#checkLastImport(uid, memberOf(uid));
    }
    for (const [path, learnStatus] of this.#decided) {
      const uid = path.split('/')[1] ?? '';
      if (this.hasLeft(uid)) continue;
      const tune = database.read(path)?.fields;
      if (tune?.learnStatus !== learnStatus)
        this.#break('what the musician decided stays', `${path}: ${tune?.learnStatus}`);
    }
  }

  #checkLastImport(uid: string, memberId: number): void {
    const { database, theSession } = this.#world;
    const shown = database.read(`tunebookSyncs/${uid}`)?.fields;
    if (shown?.status !== 'completed') {
      this.#break('a completed import has brought the whole tunebook', `the last import of ${uid} is ${shown?.status}`);
      return;
    }
    this.#checkCollection(uid, memberId);
    const added = database.list(`users/${uid}/tunes`).length - (this.#owned.get(uid) ?? 0);
    const size = theSession.tunesOf(memberId).length;
    if (shown.personTunesAdded !== added || shown.personTunesSkipped !== size - added || shown.tunesFetched !== size) {
      const { tunesFetched, personTunesAdded, personTunesSkipped } = shown;
      const told = `${tunesFetched} fetched, ${personTunesAdded} added, ${personTunesSkipped} skipped`;
      this.#break('an answer agrees with the progress document', `${uid}: ${told}, ${added} of ${size} were added`);
    }
  }

  #checkCollection(uid: string, memberId: number): void {
    const { database, theSession } = this.#world;
    if (this.hasLeft(uid)) return;
    for (const { id, name, type } of theSession.tunesOf(memberId)) {
      const own = database.read(`users/${uid}/tunes/${id}`)?.fields;
      const shared = database.read(`tunes/${id}`)?.fields;
      const deletedMeanwhile = own === undefined && this.#deletedTunes.has(`users/${uid}/tunes/${id}`);
      const wrong = (fields: Fields | undefined) => fields?.name !== name || fields?.type !== titleCase(type);
      if ((wrong(own) && !deletedMeanwhile) || wrong(shared)) {
        this.#break('a completed import has brought the whole tunebook', `${uid}: tune ${id}`);
      }
    }
  }

  #onProgress({ before, after, by }: Change): void {
    if (after === null || by === null) return;
    const { findings, scheduler } = this.#world;
    const [old, fresh] = [before?.fields ?? {}, after.fields];
    const [ownerBefore, ownerAfter] = [old.leaseOwner ?? null, fresh.leaseOwner ?? null];
    const sameRun = millisAt(old, 'startedAt') === millisAt(fresh, 'startedAt');
    if (old.status !== fresh.status) findings.met(`${old.status ?? 'none'} → ${fresh.status}`);
    if (typeof ownerAfter === 'string' && !this.#owners.has(by) && ownerAfter !== ownerBefore) {
      this.#owners.set(by, ownerAfter);
      this.#startOf.set(by, millisAt(fresh, 'startedAt'));
      const live = ownerBefore !== null && millisAt(old, 'leaseExpiresAt') > scheduler.time + by.instance.clockOffset;
      if (live) this.#break('one import runs at a time', `${by.name} began while another held the lease`);
      return;
    }
    const own = this.#owners.get(by);
    if (own !== undefined && own !== ownerBefore && ownerBefore !== ownerAfter) {
      this.#break('one import runs at a time', `${by.name} wrote progress without the lease`);
    }
    if (!sameRun) return;
    for (const field of counts) {
      if (Number(fresh[field]) < Number(old[field])) {
        this.#break('progress never falls, and an end stays', `${field} from ${old[field]} to ${fresh[field]}`);
      }
    }
    if (!running.has(old.status) && running.has(fresh.status)) {
      this.#break('progress never falls, and an end stays', `${old.status} became ${fresh.status}`);
    }
    if (fresh.status === 'completed' && fresh.progressPercent !== 100) {
      this.#break('progress never falls, and an end stays', `completed at ${fresh.progressPercent} %`);
    }
    if (old.cancelRequested === true && fresh.leaseOwner === null && fresh.status !== 'cancelled') {
      this.#break('an accepted cancel ends the import as cancelled', `it ended as ${fresh.status}`);
    }
  }

  #break(promise: Parameters<Findings['break']>[0], what: string): void {
    this.#world.findings.break(promise, what);
  }
}

function millisAt(fields: Fields, field: string): number {
  const value = fieldAt(fields, field);
  return value instanceof Timestamp ? value.toMillis() : 0;
}

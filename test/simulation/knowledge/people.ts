import { Timestamp } from 'firebase-admin/firestore';
import type { Chance } from '../engine/chance.ts';
import type { Scheduler } from '../engine/scheduler.ts';
import type { Database, Write } from '../firestore/database.ts';
import type { Fields } from '../firestore/values.ts';

/** A title and a text as an editor wrote them. */
export interface Draft {
  title: string;
  content: string;
}

/** Shorter texts go into an agent's prompt instead of the index. */
const indexedCharacters = 500;

/** The writes of editors and administrators, within the rules or not, and the state that they expect. */
export class People {
  readonly #scheduler: Scheduler;
  readonly #database: Database;
  /** The newest draft of each document; null where it is deleted. */
  readonly newest = new Map<string, Draft | null>();
  /** What each document held before each edit and deletion, the oldest first. */
  readonly #backups = new Map<string, Fields[]>();
  /** Drafts of each document, the oldest first. */
  readonly #drafts = new Map<string, Draft[]>();
  /** Documents that came back from a backup. */
  readonly restored = new Set<string>();
  #written = 0;

  constructor(scheduler: Scheduler, database: Database) {
    this.#scheduler = scheduler;
    this.#database = database;
  }

  exists(id: string): boolean {
    return this.#database.read(path(id)) !== null;
  }

  create(id: string): void {
    if (this.exists(id)) return;
    const draft = this.#draft(id, {});
    const at = Timestamp.fromMillis(this.#scheduler.time);
    const data = { ...draft, tags: [], createdBy: 'editor', createdAt: at, updatedAt: at, sync: { status: 'pending' } };
    this.#commit(`create ${id}`, { kind: 'create', path: path(id), data }, () => this.newest.set(id, draft));
  }

  edit(id: string, chance: Chance): void {
    if (!this.exists(id)) return;
    const { title, content } = this.newest.get(id) ?? {};
    const changed = chance.next() < 0.3 ? { content: content ?? '' } : { title: title ?? '' };
    this.#update(id, this.#draft(id, changed));
  }

  /** Writes back the text from before the last edit. */
  editBack(id: string): void {
    const drafts = this.#drafts.get(id) ?? [];
    const earlier = drafts.at(-2);
    if (earlier === undefined || !this.exists(id)) return;
    drafts.push(earlier);
    this.newest.set(id, earlier);
    this.#update(id, earlier);
  }

  delete(id: string): void {
    if (!this.exists(id)) return;
    this.#backUp(id);
    this.#commit(`delete ${id}`, { kind: 'delete', path: path(id), exists: true }, () => this.newest.set(id, null));
  }

  /** Puts a deleted document back from one of its backups, with all that the functions had written by then. */
  restore(id: string, choose: (backups: readonly Fields[]) => Fields | undefined): void {
    const data = choose(this.#backups.get(id) ?? []);
    if (data === undefined || this.exists(id)) return;
    this.#commit(`restore ${id}`, { kind: 'create', path: path(id), data }, () => {
      this.newest.set(id, { title: String(data.title), content: String(data.content) });
      this.restored.add(id);
    });
  }

  #backUp(id: string): void {
    const document = this.#database.read(path(id));
    if (document !== null) this.#backups.set(id, [...(this.#backups.get(id) ?? []), document.fields]);
  }

  #draft(id: string, same: Partial<Draft>): Draft {
    this.#written += 1;
    const draft = {
      title: `Title ${this.#written}`,
      content: `Text ${this.#written}. `.padEnd(indexedCharacters, 'x'),
      ...same,
    };
    const drafts = this.#drafts.get(id) ?? [];
    drafts.push(draft);
    this.#drafts.set(id, drafts);
    return draft;
  }

  #update(id: string, draft: Draft): void {
    this.#backUp(id);
    const data = { ...draft, updatedAt: Timestamp.fromMillis(this.#scheduler.time), 'sync.status': 'pending' };
    this.#commit(`edit ${id}`, { kind: 'update', path: path(id), data }, () => this.newest.set(id, draft));
  }

  #commit(what: string, write: Write, then: () => void = () => {}): void {
    this.#database.commit([write], null, null, (error) => {
      this.#scheduler.log(`people ${what}${error === null ? '' : `: ${error.message}`}`);
      if (error === null) then();
    });
  }
}

/** The path of a knowledge document. */
export function path(id: string): string {
  return `knowledge/${id}`;
}

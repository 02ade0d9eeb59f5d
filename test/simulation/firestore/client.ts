import { FieldPath, type Firestore, type Timestamp } from 'firebase-admin/firestore';
import type { Scheduler, Task } from '../engine/scheduler.ts';
import type { Database, ServerTransaction, StoredDocument, Write } from './database.ts';
import { describeWrites } from './describe.ts';
import { FirestoreError, isRetryable, statusCodes } from './errors.ts';
import { Query, QuerySnapshot } from './query.ts';
import { Transaction } from './transaction.ts';
import { copy, type Fields, fieldAt } from './values.ts';

/** The surface of the Firestore SDK that the stores use, for the code of one task. */
export function openFirestore(database: Database, scheduler: Scheduler, task: Task): Firestore {
  return new Client(database, scheduler, task) as unknown as Firestore;
}

/** How often the SDK repeats a commit outside transactions before it gives up (its own bound is a time). */
const commitTries = 5;

/** Sends the requests of one task to the database and brings back the answers. */
export class Client {
  readonly database: Database;
  readonly #scheduler: Scheduler;
  readonly task: Task;

  constructor(database: Database, scheduler: Scheduler, task: Task) {
    this.database = database;
    this.#scheduler = scheduler;
    this.task = task;
  }

  collection(path: string): CollectionReference {
    return new CollectionReference(this, path);
  }

  doc(path: string): DocumentReference {
    return new DocumentReference(this, path);
  }

  batch(): WriteBatch {
    return new WriteBatch(this);
  }

  async getAll(...parts: (DocumentReference | { fieldMask?: string[] })[]): Promise<DocumentSnapshot[]> {
    const { references, fieldMask } = readArguments(parts);
    return await this.exchange(`reads ${references.map(({ path }) => path).join(' ')}`, () =>
      references.map((reference) => new DocumentSnapshot(reference, this.database.read(reference.path), fieldMask)),
    );
  }

  async runTransaction<Result>(update: (transaction: Transaction) => Promise<Result>): Promise<Result> {
    return await Transaction.run(this, update);
  }

  /** One request that changes nothing: carried out when it arrives. */
  exchange<Result>(what: string, carryOut: () => Result): Promise<Result> {
    return new Promise((resolve, reject) => {
      const { chance } = this.task;
      if (chance.oddity('firestore unreachable', 0.004) !== null) {
        const error = new FirestoreError(statusCodes.unavailable, 'The service is currently unavailable.');
        this.#scheduler.after(chance.int(1, 10_000), this.task, () => reject(error));
        return;
      }
      const [there, back] = [this.latency(), this.latency()];
      this.#scheduler.after(there, null, () => {
        this.log(what);
        const result = carryOut();
        this.#scheduler.after(back, this.task, () => resolve(result));
      });
    });
  }

  /** One commit. Rejects with what the SDK would be told, whether or not anything was written. */
  send(
    commit: (done: (error: FirestoreError | null) => void) => void,
    writes: readonly Write[],
    transaction: ServerTransaction | null = null,
  ): Promise<void> {
    return new Promise((resolve, reject) => {
      const scheduler = this.#scheduler;
      const { task } = this;
      const { chance } = task;
      const refuse = (delay: number, error: FirestoreError) => {
        scheduler.after(delay, task, () => reject(error));
      };
      const unavailable = () => new FirestoreError(statusCodes.unavailable, 'The service is currently unavailable.');
      const [there, back] = [this.latency(), this.latency()];
      const what = describeWrites(writes);
      if (chance.oddity('commit fails', 0.01) !== null) return refuse(there + back, unavailable());
      const lost = chance.oddity('commit reply lost', 0.02);
      const late = chance.oddity('commit applied late', 0.004);
      if (late !== null && transaction !== null) transaction.committing = true;
      const arrival = late === null ? there : there + late.int(100, late.next() < 0.5 ? 5_000 : 55_000);
      scheduler.after(arrival, null, () => {
        commit((error) => {
          const reply = lost === null ? '' : ', its reply is lost';
          this.log(error === null ? `commits ${what}${reply}` : `is refused ${what}: ${error.message}${reply}`);
          if (late !== null || lost !== null) return;
          scheduler.after(back, task, () => (error === null ? resolve() : reject(error)));
        });
      });
      if (late !== null) refuse(there + back, unavailable());
      else if (lost !== null) refuse(there + back + lost.int(0, lost.next() < 0.7 ? 100 : 30_000), unavailable());
    });
  }

  /** A commit outside transactions, which the SDK repeats when it does not know better. */
  async commit(writes: readonly Write[]): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      try {
        await this.send((done) => this.database.commit(writes, null, this.task, done), writes);
        return;
      } catch (error) {
        if (!isRetryable(error) || tries === commitTries) throw error;
        await this.pause(100 * 1.3 ** tries);
      }
    }
  }

  /** A wait of the SDK, with jitter; milliseconds. */
  pause(milliseconds: number): Promise<void> {
    const jittered = milliseconds * (0.5 + this.task.chance.next());
    return new Promise((resolve) => this.#scheduler.after(Math.ceil(jittered), this.task, resolve));
  }

  /** The time for one way between an instance and Firestore, in milliseconds. */
  latency(): number {
    const { chance } = this.task;
    const usual = chance.int(1, 25);
    const slow = chance.oddity('slow exchange', 0.01);
    return slow === null ? usual : slow.int(100, slow.next() < 0.7 ? 5_000 : 50_000);
  }

  /** Lets something reach the server without an answer. */
  notify(happen: () => void): void {
    this.#scheduler.after(this.latency(), null, happen);
  }

  log(what: string): void {
    this.#scheduler.log(`${this.task.name} ${what}`);
  }
}

/** A reference of a document. */
export class DocumentReference {
  readonly client: Client;
  readonly path: string;

  constructor(client: Client, path: string) {
    this.client = client;
    this.path = path;
  }

  get id(): string {
    return this.path.slice(this.path.lastIndexOf('/') + 1);
  }

  collection(name: string): CollectionReference {
    return new CollectionReference(this.client, `${this.path}/${name}`);
  }

  async get(): Promise<DocumentSnapshot> {
    const { client, path } = this;
    return await client.exchange(`reads ${path}`, () => new DocumentSnapshot(this, client.database.read(path)));
  }

  async create(data: Fields): Promise<void> {
    await this.client.batch().create(this, data).commit();
  }

  async set(data: Fields, options?: { merge?: boolean }): Promise<void> {
    await this.client.batch().set(this, data, options).commit();
  }

  async update(data: Fields): Promise<void> {
    await this.client.batch().update(this, data).commit();
  }

  async delete(precondition?: { lastUpdateTime?: Timestamp; exists?: boolean }): Promise<void> {
    await this.client.batch().delete(this, precondition).commit();
  }
}

/** Writes that are committed together. */
export class WriteBatch {
  readonly #client: Client;
  readonly writes: Write[] = [];

  constructor(client: Client) {
    this.#client = client;
  }

  create({ path }: DocumentReference, data: Fields): this {
    return this.#add({ kind: 'create', path, data: checked(data) });
  }

  set({ path }: DocumentReference, data: Fields, options: { merge?: boolean } = {}): this {
    return this.#add({ kind: options.merge === true ? 'merge' : 'set', path, data: checked(data) });
  }

  update({ path }: DocumentReference, data: Fields, precondition?: { lastUpdateTime?: Timestamp }): this {
    return this.#add({ kind: 'update', path, data: checked(data), lastUpdateTime: precondition?.lastUpdateTime });
  }

  delete({ path }: DocumentReference, precondition?: { lastUpdateTime?: Timestamp; exists?: boolean }): this {
    return this.#add({ kind: 'delete', path, ...precondition });
  }

  async commit(): Promise<void> {
    if (this.writes.length > 0) await this.#client.commit(this.writes);
  }

  #add(write: Write): this {
    this.writes.push(write);
    return this;
  }
}

/** A collection, which is also the query for all of it. */
export class CollectionReference extends Query {
  doc(id: string): DocumentReference {
    if (id === '' || id.includes('/')) throw new Error(`The document id ${JSON.stringify(id)} is not valid.`);
    return new DocumentReference(this.client, `${this.path}/${id}`);
  }

  async listDocuments(): Promise<DocumentReference[]> {
    const { client, path } = this;
    return await client.exchange(`lists ${path}`, () =>
      client.database.list(path).map((document) => new DocumentReference(client, document.path)),
    );
  }
}

/** A document as it was when it was read. */
export class DocumentSnapshot {
  readonly ref: DocumentReference;
  readonly #document: StoredDocument | null;
  readonly #fields: readonly string[] | null;

  /** @param fields the fields that were asked for; null for all. */
  constructor(ref: DocumentReference, document: StoredDocument | null, fields: readonly string[] | null = null) {
    this.ref = ref;
    this.#document = document;
    this.#fields = fields;
  }

  get id(): string {
    return this.ref.id;
  }

  get exists(): boolean {
    return this.#document !== null;
  }

  get updateTime(): Timestamp | undefined {
    return this.#document?.updateTime;
  }

  get createTime(): Timestamp | undefined {
    return this.#document?.createTime;
  }

  data(): unknown {
    if (this.#document === null) return undefined;
    const { fields } = this.#document;
    return copy(this.#fields === null ? fields : selected(fields, this.#fields));
  }

  get(path: string): unknown {
    return this.#document === null ? undefined : copy(fieldAt(this.#document.fields, path));
  }
}

/** Splits the arguments of `getAll`. */
export function readArguments(parts: readonly (DocumentReference | { fieldMask?: string[] })[]) {
  const references: DocumentReference[] = [];
  let fieldMask: string[] | null = null;
  for (const part of parts) {
    if (part instanceof DocumentReference) references.push(part);
    else fieldMask = part.fieldMask ?? null;
  }
  return { references, fieldMask };
}

function selected(fields: Fields, paths: readonly string[]): Fields {
  const chosen: Record<string, unknown> = {};
  for (const path of paths) {
    const value = fieldAt(fields, path);
    if (value === undefined) continue;
    const names = path.split('.');
    let map = chosen;
    for (const name of names.slice(0, -1)) {
      const inner = (map[name] ?? {}) as Record<string, unknown>;
      map[name] = inner;
      map = inner;
    }
    map[names.at(-1) ?? path] = value;
  }
  return chosen;
}

/** Refuses what the SDK refuses before it sends anything. */
function checked(data: Fields): Fields {
  for (const name in data) if (data[name] === undefined) throw new Error(`The field ${name} is undefined.`);
  return data;
}

export { FieldPath, QuerySnapshot };

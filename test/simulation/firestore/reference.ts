import type { Timestamp } from 'firebase-admin/firestore';
import type { StoredDocument, Write } from './database.ts';
import type { Connection } from './exchange.ts';
import { copy, type Fields, fieldAt } from './values.ts';

/** A reference of a document. */
export class DocumentReference {
  readonly connection: Connection;
  readonly path: string;

  constructor(connection: Connection, path: string) {
    this.connection = connection;
    this.path = path;
  }

  get id(): string {
    return this.path.slice(this.path.lastIndexOf('/') + 1);
  }

  async get(): Promise<DocumentSnapshot> {
    const { connection, path } = this;
    return await connection.exchange(`reads ${path}`, () => new DocumentSnapshot(this, connection.database.read(path)));
  }

  async create(data: Fields): Promise<void> {
    await new WriteBatch(this.connection).create(this, data).commit();
  }

  async set(data: Fields, options?: { merge?: boolean }): Promise<void> {
    await new WriteBatch(this.connection).set(this, data, options).commit();
  }

  async update(data: Fields): Promise<void> {
    await new WriteBatch(this.connection).update(this, data).commit();
  }

  async delete(precondition?: { lastUpdateTime?: Timestamp; exists?: boolean }): Promise<void> {
    await new WriteBatch(this.connection).delete(this, precondition).commit();
  }
}

/** Writes that are committed together. */
export class WriteBatch {
  readonly #connection: Connection;
  readonly writes: Write[] = [];

  constructor(connection: Connection) {
    this.#connection = connection;
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
    if (this.writes.length > 0) await this.#connection.commit(this.writes);
  }

  #add(write: Write): this {
    this.writes.push(write);
    return this;
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

import type { Timestamp } from 'firebase-admin/firestore';
import type { ServerTransaction } from './database.ts';
import { isRetryable } from './errors.ts';
import type { Connection } from './exchange.ts';
import { Query, type QuerySnapshot } from './query.ts';
import { type DocumentReference, DocumentSnapshot, readArguments, WriteBatch } from './reference.ts';
import type { Fields } from './values.ts';

/** How often the SDK runs a transaction before it gives up (its own default). */
const mostRuns = 5;

/** One run of a transaction's closure. */
export class Transaction {
  readonly #connection: Connection;
  readonly #batch: WriteBatch;
  readonly #server: ServerTransaction;

  private constructor(connection: Connection) {
    this.#connection = connection;
    this.#batch = new WriteBatch(connection);
    this.#server = { task: connection.task, reads: new Map(), open: true, committing: false };
  }

  /** Runs a closure and commits its writes. Repeats both after a conflict or a lost answer. */
  static async run<Result>(
    connection: Connection,
    update: (transaction: Transaction) => Promise<Result>,
  ): Promise<Result> {
    for (let tries = 1; ; tries += 1) {
      const transaction = new Transaction(connection);
      try {
        const result = await update(transaction);
        await transaction.#commit();
        return result;
      } catch (error) {
        transaction.#rollBack();
        if (!isRetryable(error) || tries === mostRuns) throw error;
        // The backoff of the SDK: 1 s, then 1.5 times longer each time.
        await connection.pause(1000 * 1.5 ** (tries - 1));
      }
    }
  }

  get(reference: DocumentReference): Promise<DocumentSnapshot>;
  get(query: Query): Promise<QuerySnapshot>;
  async get(what: DocumentReference | Query): Promise<DocumentSnapshot | QuerySnapshot> {
    this.#requireNoWrites();
    const { database } = this.#connection;
    if (what instanceof Query) return await what.read((path) => database.readIn(this.#server, path));
    return await this.#connection.exchange(
      `reads ${what.path} to change it`,
      () => new DocumentSnapshot(what, database.readIn(this.#server, what.path)),
    );
  }

  async getAll(...parts: (DocumentReference | { fieldMask?: string[] })[]): Promise<DocumentSnapshot[]> {
    this.#requireNoWrites();
    const { references, fieldMask } = readArguments(parts);
    const { database } = this.#connection;
    return await this.#connection.exchange(`reads ${references.map(({ path }) => path).join(' ')} to change them`, () =>
      references.map((one) => new DocumentSnapshot(one, database.readIn(this.#server, one.path), fieldMask)),
    );
  }

  create(reference: DocumentReference, data: Fields): this {
    this.#batch.create(reference, data);
    return this;
  }

  set(reference: DocumentReference, data: Fields, options?: { merge?: boolean }): this {
    this.#batch.set(reference, data, options);
    return this;
  }

  update(reference: DocumentReference, data: Fields, precondition?: { lastUpdateTime?: Timestamp }): this {
    this.#batch.update(reference, data, precondition);
    return this;
  }

  delete(reference: DocumentReference, precondition?: { lastUpdateTime?: Timestamp; exists?: boolean }): this {
    this.#batch.delete(reference, precondition);
    return this;
  }

  async #commit(): Promise<void> {
    const { writes } = this.#batch;
    if (writes.length === 0 && this.#server.reads.size === 0) return;
    // A transaction that only reads needs no comparison: it saw a state that existed.
    if (writes.length === 0) return this.#rollBack();
    const { database, task } = this.#connection;
    await this.#connection.send((done) => database.commit(writes, this.#server, task, done), writes, this.#server);
  }

  #rollBack(): void {
    this.#connection.notify(() => {
      if (!this.#server.committing) this.#connection.database.release(this.#server);
    });
  }

  #requireNoWrites(): void {
    if (this.#batch.writes.length > 0) {
      throw new Error('Firestore transactions require all reads to be executed before all writes.');
    }
  }
}

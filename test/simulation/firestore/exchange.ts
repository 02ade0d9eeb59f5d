import type { Scheduler } from '../engine/scheduler.ts';
import type { Task } from '../engine/task.ts';
import type { Database, ServerTransaction, Write } from './database.ts';
import { describeWrites } from './describe.ts';
import { FirestoreError, isRetryable, statusCodes } from './errors.ts';

/** How often the SDK repeats a commit outside transactions before it gives up (its own bound is a time). */
const commitTries = 5;

/** Carries the requests of one task to the database and the answers back. */
export class Connection {
  readonly database: Database;
  readonly #scheduler: Scheduler;
  readonly task: Task;

  constructor(database: Database, scheduler: Scheduler, task: Task) {
    this.database = database;
    this.#scheduler = scheduler;
    this.task = task;
  }

  /** One request that changes nothing: carried out when it arrives. */
  exchange<Result>(what: string, carryOut: () => Result): Promise<Result> {
    return new Promise((resolve, reject) => {
      const { chance } = this.task;
      if (chance.incident('firestore unreachable', 0.004) !== null) {
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

  /** One commit. Rejects with the error that the SDK would receive, whether or not anything was written. */
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
      if (chance.incident('commit fails', 0.01) !== null) return refuse(there + back, unavailable());
      const lost = chance.incident('commit reply lost', 0.02);
      const late = chance.incident('commit applied late', 0.004);
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

  /** A commit outside transactions, which the SDK repeats after retryable errors. */
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
    const slow = chance.incident('slow exchange', 0.01);
    return slow === null ? usual : slow.int(100, slow.next() < 0.7 ? 5_000 : 50_000);
  }

  /** Sends something to the server without waiting for an answer. */
  notify(happen: () => void): void {
    this.#scheduler.after(this.latency(), null, happen);
  }

  log(what: string): void {
    this.#scheduler.log(`${this.task.name} ${what}`);
  }
}

import { reconcile } from '../../../functions/src/knowledge/reconcile/reconcile.ts';
import { removeDeleted } from '../../../functions/src/knowledge/removal.ts';
import { retryDocument } from '../../../functions/src/knowledge/retry.ts';
import { sweepKnowledge } from '../../../functions/src/knowledge/sweep.ts';
import { syncDocument } from '../../../functions/src/knowledge/sync.ts';
import { type Chance, mix } from '../engine/chance.ts';
import { beginning, type Scheduler } from '../engine/scheduler.ts';
import { type Change, type Concurrency, Database } from '../firestore/database.ts';
import { Instances } from '../instances.ts';
import { SimulatedElevenLabs } from '../upstream/elevenlabs.ts';
import { Transport } from '../upstream/transport.ts';
import { dueTimes } from './due-times.ts';
import { People } from './people.ts';
import { Promises } from './promises.ts';

const minuteMs = 60_000;

/** Passes of the sweep in a row that may change nothing although something is due: its own clock may be slow. */
const idlePasses = 5;

/** Remote documents that are not ours, made by people; the second is named like one of ours. */
const foreignDocuments = [
  { name: 'Opening hours', text: 'Made by hand.', agents: ['agent-1'] },
  { name: 'book-chapter1', text: 'Made by hand.', agents: ['agent-1', 'agent-2'] },
];

/** Everything that syncing knowledge takes part in, simulated around the product's own functions. */
export class KnowledgeWorld {
  readonly scheduler: Scheduler;
  readonly chance: Chance;
  readonly database: Database;
  readonly elevenLabs: SimulatedElevenLabs;
  readonly transport: Transport;
  readonly instances: Instances;
  readonly people: People;
  readonly promises: Promises;
  readonly #sweeps = new Set<number>();
  #events = 0;
  #changes = 0;
  #idlePasses = 0;
  #retries = 0;

  constructor(scheduler: Scheduler, chance: Chance, concurrency: Concurrency) {
    this.scheduler = scheduler;
    this.chance = chance;
    this.database = new Database(scheduler, concurrency);
    this.elevenLabs = new SimulatedElevenLabs(scheduler);
    this.transport = new Transport(scheduler);
    const { database, transport, elevenLabs } = this;
    this.instances = new Instances({ scheduler, database, transport, elevenLabs }, chance.stream(1));
    this.people = new People(scheduler, database);
    this.promises = new Promises(this);
    database.onChange = (change) => this.#onChange(change);
    for (const document of foreignDocuments) elevenLabs.knowledgeBase.add(document);
  }

  /** An editor presses Retry. */
  retry(id: string): void {
    this.#retries += 1;
    const chance = this.chance.stream(mix(3, this.#retries));
    this.promises.onRetry(id);
    this.instances.call(
      `retry ${id}`,
      { pool: 'retry', chance },
      async (context) => await retryDocument(context, id),
      (ending, task) => this.promises.onRetried(id, task, ending),
    );
  }

  /** An administrator compares with ElevenLabs and lets the differences be repaired. */
  reconcile(force: boolean): void {
    this.#retries += 1;
    const chance = this.chance.stream(mix(4, this.#retries));
    this.instances.call(
      'reconcile',
      { pool: 'reconcile', chance },
      async (context) => await reconcile(context, { apply: true, force }),
      () => {},
    );
  }

  #onChange(change: Change): void {
    this.#changes += 1;
    this.promises.onChange(change);
    const { path, before, after } = change;
    if (path.startsWith('knowledge/')) {
      const id = path.slice('knowledge/'.length);
      if (before === null) this.#deliver('created', id, change);
      else if (after === null) this.#deliver('deleted', id, change);
      else if (isEdited(before.fields, after.fields)) this.#deliver('updated', id, change);
    }
    if (after !== null) for (const due of dueTimes(path, after.fields)) this.#sweepAt(due);
  }

  /** Delivers an event once, twice, late, or never. */
  #deliver(kind: 'created' | 'updated' | 'deleted', id: string, change: Change) {
    this.#events += 1;
    const chance = this.chance.stream(mix(5, this.#events));
    const lost = chance.oddity('event lost', 0.05);
    // A deletion whose event never comes is nothing that the functions find by themselves.
    if (lost !== null && kind !== 'deleted') return this.scheduler.log(`the event ${kind} ${id} is lost`);
    const late = chance.oddity('event late', 0.05);
    const delay = late === null ? chance.int(10, 800) : late.int(1_000, late.next() < 0.6 ? 900_000 : 10_800_000);
    this.#handle(kind, id, change, chance, delay, 1);
    const twice = chance.oddity('event delivered twice', 0.05);
    if (twice !== null)
      this.#handle(kind, id, change, chance, delay + twice.int(0, twice.next() < 0.5 ? 2_000 : 600_000), 101);
  }

  #handle(
    kind: 'created' | 'updated' | 'deleted',
    id: string,
    change: Change,
    chance: Chance,
    delay: number,
    delivery: number,
  ): void {
    const own = chance.stream(delivery);
    this.scheduler.after(delay, null, () => {
      this.instances.call(
        `${kind} ${id}`,
        { pool: kind, chance: own, most: kind === 'created' ? 2 : 1 },
        async (context) => {
          if (kind !== 'deleted') return await syncDocument(context, id, { cause: 'automatic' });
          await removeDeleted(context, id, change.before?.fields);
          return { kind: 'removed' };
        },
        (ending, task) => {
          if (ending.kind === 'returned') return this.promises.onHandled(id, change, task, ending.value);
          // Eventarc repeats after 10 s to 600 s.
          this.#handle(kind, id, change, chance, own.int(10_000, 600_000), delivery + 1);
        },
      );
    });
  }

  /** Lets the sweep run in the minute after a time, if it does not anyway. */
  #sweepAt(due: number): void {
    const { scheduler } = this;
    const minute = Math.ceil((Math.max(due, scheduler.time) - beginning + 1) / minuteMs);
    if (this.#sweeps.has(minute)) return;
    this.#sweeps.add(minute);
    scheduler.after(beginning + minute * minuteMs - scheduler.time, null, () => this.#sweep(minute));
  }

  #sweep(minute: number) {
    const { scheduler } = this;
    this.#sweeps.delete(minute);
    const chance = this.chance.stream(mix(6, minute));
    if (!this.#isDue()) return;
    if (chance.oddity('sweep skipped', 0.05) !== null) return this.#sweepAt(scheduler.time);
    const changes = this.#changes;
    this.instances.call(
      'sweep',
      { pool: 'sweep', chance },
      async (context) => await sweepKnowledge(context),
      () => {
        this.#idlePasses = this.#changes === changes ? this.#idlePasses + 1 : 0;
        if (this.#idlePasses < idlePasses && this.#isDue()) this.#sweepAt(scheduler.time);
      },
    );
  }

  #isDue(): boolean {
    const { time } = this.scheduler;
    return ['knowledge', 'knowledgeRemovals', 'knowledgeRemotes'].some((collection) =>
      this.database
        .list(collection)
        .some(({ path, fields }) => dueTimes(path, fields).some((due) => due <= time + minuteMs)),
    );
  }
}

function isEdited(before: Readonly<Record<string, unknown>>, after: Readonly<Record<string, unknown>>): boolean {
  return before.title !== after.title || before.content !== after.content;
}

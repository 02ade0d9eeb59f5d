import { auditKnowledge } from '../../../functions/src/knowledge/audit.ts';
import { eventQueueOptions } from '../../../functions/src/knowledge/event-queue.ts';
import { reconcile } from '../../../functions/src/knowledge/reconcile/reconcile.ts';
import { removeDeleted } from '../../../functions/src/knowledge/removal.ts';
import { retryDocument } from '../../../functions/src/knowledge/retry.ts';
import { sweepKnowledge } from '../../../functions/src/knowledge/sweep.ts';
import { syncForEvent } from '../../../functions/src/knowledge/sync.ts';
import { type Chance, mix } from '../engine/chance.ts';
import { Instances } from '../engine/instances.ts';
import { beginning, type Scheduler } from '../engine/scheduler.ts';
import { type Change, Database } from '../firestore/database.ts';
import { Findings } from '../promises.ts';
import type { ScenarioParts } from '../scenario.ts';
import { SimulatedElevenLabs } from '../upstream/elevenlabs.ts';
import { Transport } from '../upstream/transport.ts';
import { KnowledgeContexts } from './contexts.ts';
import { dueTimes } from './due-times.ts';
import { People } from './people.ts';
import { Promises } from './promises.ts';

const minuteMs = 60_000;

/** Passes of the sweep in a row that may change nothing although something is due: its own clock may be slow. */
const idlePasses = 5;

/** The share of schedules with indexing: its checks take as much time as all the rest. */
const indexedSchedules = 0.06;

/** Remote documents that are not ours, made by people; the second is named like one of ours. */
const foreignDocuments = [
  { name: 'Opening hours', text: 'Made by hand.', agents: ['agent-1'] },
  { name: 'book-chapter1', text: 'Made by hand.', agents: ['agent-1', 'agent-2'] },
];

/** The length of the shortest outage, in milliseconds. */
const shortOutageMs = 10 * minuteMs;

/** Lengths of outages, in milliseconds: of one run, of several, and of more than all seven. */
const outagesMs = [shortOutageMs, 480 * minuteMs, 3600 * minuteMs];

type EventKind = 'created' | 'updated' | 'deleted';

/** An event on its way to a function. */
interface Delivery {
  kind: EventKind;
  id: string;
  change: Change;
  chance: Chance;
  number: number;
}

/** The product's own knowledge functions, with everything around them simulated. */
export class KnowledgeWorld {
  readonly scheduler: Scheduler;
  readonly chance: Chance;
  readonly database: Database;
  readonly elevenLabs: SimulatedElevenLabs;
  readonly transport: Transport;
  readonly ragModel: string | null;
  readonly instances: Instances;
  readonly people: People;
  readonly findings: Findings;
  readonly promises: Promises;
  readonly #contexts: KnowledgeContexts;
  /** The minutes in which the sweep runs; true when it runs only for work that an earlier pass left. */
  readonly #sweeps = new Map<number, boolean>();
  #events = 0;
  #changes = 0;
  #idlePasses = 0;
  #calls = 0;

  constructor({ scheduler, chance, concurrency, calm }: ScenarioParts) {
    this.scheduler = scheduler;
    this.chance = chance;
    this.database = new Database(scheduler, concurrency);
    this.elevenLabs = new SimulatedElevenLabs(scheduler);
    this.transport = new Transport(scheduler);
    this.ragModel = chance.stream(mix(7, 1)).next() < indexedSchedules ? 'e5_mistral_7b_instruct' : null;
    this.instances = new Instances(scheduler, chance.stream(1), { single: calm });
    this.people = new People(scheduler, this.database);
    this.findings = new Findings(scheduler);
    this.promises = new Promises(this);
    this.#contexts = new KnowledgeContexts(this);
    this.database.onChange = (change) => this.#onChange(change);
    this.transport.onSenderDeath = (task) => this.instances.crash(task);
    this.transport.onSenderFreeze = (task, sleep) => this.instances.freeze(task, { for: sleep });
    for (const document of foreignDocuments) this.elevenLabs.knowledgeBase.add(document);
  }

  /** ElevenLabs may answer every request with the same error for a long time. */
  beginOutage(): void {
    const outage = this.chance.incident('outage', 0.01);
    if (outage === null) return;
    const { scheduler, transport } = this;
    const fault = outage.pick(this.elevenLabs.faults.statuses);
    const begun = outage.int(0, 10_000);
    scheduler.after(begun, null, () => {
      transport.outage = fault;
      scheduler.log(`elevenlabs answers everything with ${fault[0]}`);
    });
    // Indexes are checked every minute, so a long outage would have thousands of steps.
    const length = this.ragModel === null ? outage.pick(outagesMs) : shortOutageMs;
    scheduler.after(begun + length, null, () => {
      transport.outage = null;
      scheduler.log('elevenlabs answers again');
    });
  }

  /** An editor presses Retry. */
  retry(id: string): void {
    this.promises.onRetry(id);
    this.instances.call({
      name: `retry ${id}`,
      pool: 'retry',
      chance: this.#chanceOfCall(),
      work: async (task) => await retryDocument(this.#contexts.of(task), id),
      ended: (ending, task) => this.promises.onRetried(id, task, ending),
    });
  }

  /** An administrator compares with ElevenLabs and lets the differences be repaired. */
  reconcile(force: boolean): void {
    this.instances.call({
      name: 'reconcile',
      pool: 'reconcile',
      chance: this.#chanceOfCall(),
      work: async (task) => await reconcile(this.#contexts.of(task), { apply: true, force }),
    });
  }

  /** The audit compares the ledger with the documents: their counts each hour, once a day in full. */
  audit({ full }: { full: boolean }): void {
    this.instances.call({
      name: 'audit',
      pool: 'audit',
      chance: this.#chanceOfCall(),
      work: async (task) => await auditKnowledge(this.#contexts.of(task), { full }),
    });
  }

  /** The sweep runs again, whatever became of earlier passes. */
  sweepSoon(): void {
    this.#sweepAt(this.scheduler.time);
  }

  #chanceOfCall(): Chance {
    this.#calls += 1;
    return this.chance.stream(mix(3, this.#calls));
  }

  #onChange(change: Change): void {
    this.#changes += 1;
    this.promises.onChange(change);
    const { path, before, after } = change;
    if (path.startsWith('knowledge/')) {
      const id = path.slice('knowledge/'.length);
      if (before === null) this.#emit('created', id, change);
      else if (after === null) this.#emit('deleted', id, change);
      else if (isEdited(before.fields, after.fields)) this.#emit('updated', id, change);
    }
    if (after !== null) for (const due of dueTimes(path, after.fields)) this.#sweepAt(due);
  }

  /** Delivers an event once, twice, late, or never. */
  #emit(kind: EventKind, id: string, change: Change): void {
    this.#events += 1;
    const chance = this.chance.stream(mix(5, this.#events));
    if (chance.incident('event lost', 0.05) !== null) {
      this.scheduler.log(`the event ${kind} ${id} is lost`);
      return;
    }
    const late = chance.incident('event late', 0.05);
    const delay = late === null ? chance.int(10, 800) : late.int(1_000, late.next() < 0.6 ? 900_000 : 10_800_000);
    this.#deliver({ kind, id, change, chance, number: 1 }, delay);
    const twice = chance.incident('event delivered twice', 0.05);
    if (twice === null) return;
    const later = twice.int(0, twice.next() < 0.5 ? 2_000 : 600_000);
    this.#deliver({ kind, id, change, chance, number: 101 }, delay + later);
  }

  #deliver(delivery: Delivery, delay: number): void {
    const { kind, id, change, number } = delivery;
    const chance = delivery.chance.stream(number);
    this.scheduler.after(delay, null, () => {
      this.instances.call({
        name: `${kind} ${id}`,
        pool: kind,
        most: kind === 'created' ? 2 : 1,
        chance,
        work: async (task) => {
          const context = this.#contexts.of(task);
          const startBefore = context.now() + eventQueueOptions.longestWaitMs;
          if (kind !== 'deleted') return await syncForEvent(context, id, startBefore);
          await removeDeleted(context, id, change.before?.fields ?? {}, startBefore);
          return { kind: 'removed' };
        },
        ended: (ending, task) => {
          if (ending.kind === 'returned') this.promises.onHandled(id, change, task, ending.value);
          // Eventarc repeats after 10 s to 600 s.
          else this.#deliver({ ...delivery, number: number + 1 }, chance.int(10_000, 600_000));
        },
      });
    });
  }

  /** Runs the sweep in the minute after a time, and again while it leaves due work. */
  #sweepAt(due: number, isAgain = false): void {
    const { scheduler } = this;
    const minute = Math.ceil((Math.max(due, scheduler.time) - beginning + 1) / minuteMs);
    const isPlanned = this.#sweeps.has(minute);
    this.#sweeps.set(minute, isAgain && this.#sweeps.get(minute) !== false);
    if (isPlanned) return;
    scheduler.after(beginning + minute * minuteMs - scheduler.time, null, () => {
      if (this.#sweeps.get(minute) === false) this.#idlePasses = 0;
      this.#sweeps.delete(minute);
      if (this.#isDue()) this.#sweep(this.chance.stream(mix(6, minute)));
    });
  }

  #sweep(chance: Chance): void {
    const { scheduler } = this;
    if (chance.incident('sweep skipped', 0.05) !== null) {
      this.#sweepAt(scheduler.time, true);
      return;
    }
    const changes = this.#changes;
    this.instances.call({
      name: 'sweep',
      pool: 'sweep',
      chance,
      work: async (task) => await sweepKnowledge(this.#contexts.of(task)),
      ended: () => {
        this.#idlePasses = this.#changes === changes ? this.#idlePasses + 1 : 0;
        if (this.#idlePasses < idlePasses && this.#isDue()) this.#sweepAt(scheduler.time, true);
      },
    });
  }

  #isDue(): boolean {
    const latest = this.scheduler.time + minuteMs;
    return ['knowledge', 'knowledgeRemotes'].some((collection) =>
      this.database.list(collection).some(({ path, fields }) => dueTimes(path, fields).some((due) => due <= latest)),
    );
  }
}

function isEdited(before: Readonly<Record<string, unknown>>, after: Readonly<Record<string, unknown>>): boolean {
  return before.title !== after.title || before.content !== after.content;
}

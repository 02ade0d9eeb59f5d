import { deleteAccount, SyncRunningError } from '../../../functions/src/account/deletion.ts';
import type { LearnStatus } from '../../../functions/src/shared/learn-status.ts';
import { cancelSync, startSync } from '../../../functions/src/tunebook/start.ts';
import { type Chance, mix } from '../engine/chance.ts';
import { Instances } from '../engine/instances.ts';
import type { Scheduler } from '../engine/scheduler.ts';
import { Database } from '../firestore/database.ts';
import { Findings } from '../promises.ts';
import type { ScenarioParts } from '../scenario.ts';
import { SimulatedTheSession } from '../upstream/thesession.ts';
import { Transport } from '../upstream/transport.ts';
import { TunebookContexts } from './contexts.ts';
import { TunebookPromises } from './promises.ts';

const statuses: readonly LearnStatus[] = ['want to learn', 'learning', 'learned'];

/** The product's own tunebook and account functions, with everything around them simulated. */
export class TunebookWorld {
  readonly scheduler: Scheduler;
  readonly chance: Chance;
  readonly database: Database;
  readonly transport: Transport;
  readonly theSession: SimulatedTheSession;
  readonly instances: Instances;
  readonly findings: Findings;
  readonly promises: TunebookPromises;
  readonly accounts = new Set<string>();
  readonly #contexts: TunebookContexts;
  #calls = 0;

  constructor({ scheduler, chance, concurrency, calm }: ScenarioParts) {
    this.scheduler = scheduler;
    this.chance = chance;
    this.database = new Database(scheduler, concurrency);
    this.transport = new Transport(scheduler);
    this.theSession = new SimulatedTheSession(chance.stream(4));
    this.instances = new Instances(scheduler, chance.stream(1), { single: calm });
    this.findings = new Findings(scheduler);
    this.promises = new TunebookPromises(this);
    this.#contexts = new TunebookContexts(this);
    this.database.onChange = (change) => this.promises.onChange(change);
    this.transport.onSenderDeath = (task) => this.instances.crash(task);
    this.transport.onSenderFreeze = (task, sleep) => this.instances.freeze(task, { for: sleep });
  }

  /** A musician imports a member's tunebook. */
  import(uid: string, memberId: number, learnStatus: LearnStatus = 'want to learn'): void {
    this.instances.call({
      name: `import ${uid}`,
      pool: 'import',
      most: 2,
      chance: this.#chanceOfCall(),
      work: async (task) =>
        await startSync(this.#contexts.tunebook(task), uid, { memberId, learnStatus, saveMemberId: true, retry: true }),
      ended: (ending, task) => this.promises.onImported(uid, memberId, task, ending),
    });
  }

  cancel(uid: string): void {
    this.instances.call({
      name: `cancel ${uid}`,
      pool: 'cancel',
      chance: this.#chanceOfCall(),
      work: async (task) => await cancelSync(this.#contexts.tunebook(task), uid),
      ended: (ending) => this.promises.onCancelled(ending),
    });
  }

  leave(uid: string): void {
    this.instances.call({
      name: `leave ${uid}`,
      pool: 'leave',
      chance: this.#chanceOfCall(),
      work: async (task) => await deleteAccount(this.#contexts.account(task), uid),
      ended: (ending) => {
        const refused = ending.kind === 'threw' && ending.error instanceof SyncRunningError;
        this.promises.onLeft(uid, ending.kind === 'returned' ? 'completed' : refused ? 'refused' : 'cut short');
      },
    });
  }

  /** A musician sets the learn status of one of their tunes. */
  learn(uid: string, chance: Chance): void {
    const tune = this.#anyTune(uid, chance);
    if (tune === null || this.#isLeaving(uid)) return;
    const learnStatus = chance.pick(statuses);
    this.scheduler.log(`${uid} sets ${tune} to ${learnStatus}`);
    const data = { learnStatus, notes: 'mine' };
    this.database.commit([{ kind: 'update', path: tune, data }], null, null, (error) => {
      if (error === null) this.promises.onDecided(tune, learnStatus);
    });
  }

  deleteTune(uid: string, chance: Chance): void {
    const tune = this.#anyTune(uid, chance);
    if (tune === null || this.#isLeaving(uid)) return;
    this.scheduler.log(`${uid} deletes ${tune}`);
    this.database.commit([{ kind: 'delete', path: tune }], null, null, () => this.promises.onTuneDeleted(tune));
  }

  #anyTune(uid: string, chance: Chance): string | null {
    const tunes = this.database.list(`users/${uid}/tunes`);
    return tunes.length === 0 ? null : chance.pick(tunes).path;
  }

  /** The rules refuse every write of a user who leaves. */
  #isLeaving(uid: string): boolean {
    return this.database.read(`accountDeletions/${uid}`) !== null;
  }

  #chanceOfCall(): Chance {
    this.#calls += 1;
    return this.chance.stream(mix(3, this.#calls));
  }
}

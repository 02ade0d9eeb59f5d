import type { Chance, Oddity } from './engine/chance.ts';
import type { Instances } from './engine/instances.ts';
import type { Scheduler } from './engine/scheduler.ts';
import type { Concurrency } from './firestore/database.ts';
import type { Findings } from './promises.ts';

/** What a scenario is made from. */
export interface ScenarioParts {
  scheduler: Scheduler;
  chance: Chance;
  concurrency: Concurrency;
  /** One instance serves every call. */
  calm: boolean;
  /** Whether something of this kind has happened. */
  hasHappened: (oddity: Oddity) => boolean;
}

/** One part of the product with everything around it. */
export interface Scenario {
  readonly instances: Instances;
  readonly findings: Findings;
  /** Lets people act; returns when the last act comes at the latest, in epoch milliseconds. */
  begin(): number;
  /** What happens once faults have ended: everything comes to rest at each `yield`. */
  recover(): Generator<void>;
  /** There is no end to what is going on. */
  neverRests(): void;
}

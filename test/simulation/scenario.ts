import type { Chance, Incident } from './engine/chance.ts';
import type { Instances } from './engine/instances.ts';
import type { Scheduler } from './engine/scheduler.ts';
import type { Concurrency } from './firestore/database.ts';
import type { Findings } from './promises.ts';

/** What a scenario is made from. */
export interface ScenarioParts {
  scheduler: Scheduler;
  chance: Chance;
  concurrency: Concurrency;
  /** Whether one instance serves every call. */
  calm: boolean;
  /** How often something of this kind has happened. */
  times: (incident: Incident) => number;
}

/** One part of the product with everything around it. */
export interface Scenario {
  readonly instances: Instances;
  readonly findings: Findings;
  /** Schedules the acts of people; returns the latest time of the last act, in epoch milliseconds. */
  begin(): number;
  /** What happens once faults have ended: everything comes to rest at each `yield`. */
  recover(): Generator<void>;
  /** Called when the schedule never comes to rest. */
  neverRests(): void;
}

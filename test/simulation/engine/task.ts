import type { Chance } from './chance.ts';

/** A process that runs functions. A dead one runs nothing more; a frozen one runs later. */
export interface Instance {
  readonly name: string;
  /** How far its clock is off, in milliseconds. */
  readonly clockOffset: number;
  dead: boolean;
  /** Nothing runs; what reaches it is held. */
  frozen: boolean;
  readonly held: SimulatedEvent[];
  /** How many calls are under way. */
  readonly running: number;
}

/** One call of a function in an instance. */
export interface Task {
  readonly name: string;
  readonly instance: Instance;
  readonly chance: Chance;
  /** Epoch milliseconds by the clock of the world. */
  readonly startedAt: number;
  ended: boolean;
  /** It slept through a freeze: bounds on time do not apply. */
  froze: boolean;
}

/** Something that happens at a time; `task` is null for what runs no product code. */
export interface SimulatedEvent {
  at: number;
  order: number;
  readonly task: Task | null;
  readonly happen: () => void;
  cancelled: boolean;
}

import type { Scheduler } from './engine/scheduler.ts';

/** What docs/reliability.md promises, by the name under which a violation of it is reported. */
export type PromiseName =
  // Knowledge.
  | 'every document comes to rest'
  | 'a document fails for good only for a reason that occurred'
  | 'a completed document has exactly one remote document, with its newest text'
  | 'a completed document is indexed with its newest text'
  | 'nothing is left of a deleted document'
  | 'documents of others are left alone'
  | 'the budget of runs and attempts is kept'
  | 'only legal transitions are seen'
  | 'a run that has settled is told so'
  | 'each attempt is counted once'
  | 'a run sends only while it holds the lease'
  | 'a run looks for what it may have created before it creates again'
  | 'an automatic retry never comes early'
  | 'the known remote document of a deleted document is deleted at once'
  | 'a retry answers the final state'
  | 'a throttled instance sends nothing until its wait is over, and then one request'
  // Tunebook and account.
  | 'one import runs at a time'
  | 'progress never falls, and an end stays'
  | 'a completed import has brought the whole tunebook'
  | 'what the musician decided stays'
  | 'the catalogue is written once'
  | 'an answer agrees with the progress document'
  | 'an accepted cancel ends the import as cancelled'
  | 'nothing is left of a user who left';

/** A broken promise. */
export interface Violation {
  promise: PromiseName;
  what: string;
}

/** What a schedule showed: broken promises, and the transitions that were met. */
export class Findings {
  readonly violations: Violation[] = [];
  readonly transitions = new Map<string, number>();
  readonly #scheduler: Scheduler;

  constructor(scheduler: Scheduler) {
    this.#scheduler = scheduler;
  }

  break(promise: PromiseName, what: string): void {
    this.violations.push({ promise, what });
    this.#scheduler.log(`BROKEN: ${promise}: ${what}`);
  }

  met(transition: string): void {
    this.transitions.set(transition, (this.transitions.get(transition) ?? 0) + 1);
  }
}

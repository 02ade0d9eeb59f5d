import type { Incident } from './engine/chance.ts';
import type { PromiseName, Violation } from './promises.ts';

/** A known way in which the product breaks a promise. */
interface KnownFailure {
  name: string;
  promise: PromiseName;
  /** What must have happened in the schedule. */
  needs: readonly Incident[];
}

/** Emptied as the failures are fixed; nothing else may be on it. */
const knownFailures: readonly KnownFailure[] = [];

/** The known failure that a violation is an instance of; null when it is new. */
export function knownFailure({ promise }: Violation, happened: ReadonlySet<Incident>): string | null {
  const known = knownFailures.find(
    (one) => one.promise === promise && one.needs.every((incident) => happened.has(incident)),
  );
  return known?.name ?? null;
}

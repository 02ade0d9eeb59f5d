import type { Oddity } from './engine/chance.ts';
import type { PromiseName, Violation } from './promises.ts';

/** A way in which the product breaks a promise and is known to. */
interface KnownFailure {
  name: string;
  promise: PromiseName;
  /** What must have happened in the schedule. */
  needs: readonly Oddity[];
}

/** Emptied as the failures are fixed; nothing else may be on it. */
const knownFailures: readonly KnownFailure[] = [
  {
    name: 'a removal that froze goes on although its document was restored meanwhile',
    promise: 'a completed document has exactly one remote document, with its newest text',
    needs: ['restore', 'instance freezes'],
  },
];

/** The known failure that a violation is an instance of; null when it is new. */
export function knownFailure({ promise }: Violation, happened: ReadonlySet<Oddity>): string | null {
  const known = knownFailures.find(
    (one) => one.promise === promise && one.needs.every((oddity) => happened.has(oddity)),
  );
  return known?.name ?? null;
}

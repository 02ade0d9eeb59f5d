import type { Oddity } from './engine/chance.ts';
import type { PromiseName, Violation } from './promises.ts';

/** A way in which the product breaks a promise and is known to. */
interface KnownFailure {
  name: string;
  promise: PromiseName;
  /** What must have happened in the schedule. */
  needs: readonly Oddity[];
}

const completed = 'a completed document has exactly one remote document, with its newest text';
const forGood = 'a document fails for good only for a reason that occurred';
const leftover = 'nothing is left of a deleted document';

/** Emptied as the failures are fixed; nothing else may be on it. */
const knownFailures: readonly KnownFailure[] = [
  { name: 'reconciling deletes others’ documents', promise: 'documents of others are left alone', needs: [] },
  { name: 'errors after sending count as unsent', promise: completed, needs: ['connection breaks after processing'] },
  { name: 'errors after sending count as unsent', promise: completed, needs: ['processed late'] },
  { name: 'errors after sending count as unsent', promise: leftover, needs: ['connection breaks after processing'] },
  { name: 'errors after sending count as unsent', promise: leftover, needs: ['processed late'] },
  { name: 'a restored document loses its remote document', promise: completed, needs: ['restore'] },
  { name: 'a restored document loses its remote document', promise: forGood, needs: ['restore'] },
  {
    name: 'a removal waits for a verification',
    promise: 'the known remote document of a deleted document is deleted at once',
    needs: ['delete'],
  },
  {
    name: 'Retry-After shortens the ladder',
    promise: 'the next attempt is never sooner than the ladder says',
    needs: ['error answer'],
  },
  { name: 'a lost reply looks like a lost lease', promise: 'a run that has settled is told so', needs: [] },
  { name: 'a lost reply looks like a lost lease', promise: 'a retry answers the final state', needs: [] },
  {
    name: 'a lost reply counts an attempt twice',
    promise: 'each attempt is counted once',
    needs: ['commit reply lost'],
  },
  { name: 'a 404 while the listing lags', promise: completed, needs: ['fresh document not found'] },
  { name: 'a 404 while the listing lags', promise: completed, needs: ['listing lags'] },
  { name: 'a 404 while the listing lags', promise: leftover, needs: ['fresh document not found'] },
  { name: 'a 404 while the listing lags', promise: forGood, needs: ['fresh document not found'] },
  { name: 'a 404 while the listing lags', promise: forGood, needs: ['listing lags'] },
  { name: 'a text edited at ElevenLabs goes unnoticed', promise: completed, needs: ['remote edited by hand'] },
];

/** The known failure that a violation is an instance of; null when it is new. */
export function knownFailure({ promise }: Violation, happened: ReadonlySet<Oddity>): string | null {
  const known = knownFailures.find(
    (one) => one.promise === promise && one.needs.every((oddity) => happened.has(oddity)),
  );
  return known?.name ?? null;
}

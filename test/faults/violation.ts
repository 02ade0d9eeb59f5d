/** What a broken promise is counted under. */
const violationKinds = [
  'duplicate',
  'stuck',
  'lost',
  'orphan',
  'illegal step',
  'wrong reason',
  'miscount',
  'leak',
] as const;

/** A promise that was not kept. */
export interface Violation {
  kind: (typeof violationKinds)[number];
  what: string;
}

/** What a broken promise is counted under. */
export const violationKinds = [
  'duplicate',
  'stuck',
  'lost',
  'orphan',
  'illegal transition',
  'wrong reason',
  'miscount',
] as const;

/** A promise that was not kept. */
export interface Violation {
  kind: (typeof violationKinds)[number];
  what: string;
}

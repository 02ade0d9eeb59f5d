export const violationKinds = [
  'duplicate',
  'stuck',
  'lost',
  'orphan',
  'illegal transition',
  'wrong reason',
  'miscount',
] as const;

/** An invariant that does not hold. */
export interface Violation {
  kind: (typeof violationKinds)[number];
  what: string;
}

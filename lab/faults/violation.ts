/** An invariant that does not hold. */
export interface Violation {
  kind: 'duplicate' | 'stuck' | 'lost' | 'orphan' | 'illegal transition' | 'wrong reason' | 'miscount';
  what: string;
}

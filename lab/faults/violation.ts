/** An invariant that does not hold. */
export interface Violation {
  kind: 'duplicate' | 'stuck' | 'lost' | 'orphan' | 'illegal transition' | 'miscount';
  what: string;
}

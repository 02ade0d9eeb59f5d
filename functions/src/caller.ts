/** The signed-in user who called a callable. */
export interface Caller {
  uid: string;
  /** When the user last signed in, in epoch milliseconds; a token that is renewed keeps this time. */
  signedInAtMs: number;
}

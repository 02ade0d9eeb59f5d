/** The signed-in user. */
export interface Account {
  uid: string;
  /** The email address, or else the display name. */
  name: string;
  /** Whether the ID token has the editor claim, as of its last refresh. */
  editor: boolean;
  /** An email address that is not verified yet, else null. */
  unverifiedEmail: string | null;
}

/** The initial value in components that receive an account. */
export const noAccount: Account = { uid: '', name: '', editor: false, unverifiedEmail: null };

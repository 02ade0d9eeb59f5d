/** The signed-in user. */
export interface Account {
  uid: string;
  /** The email address, or the display name when there is none. */
  name: string;
  /** Whether the ID token has the editor claim, as of its last refresh. */
  editor: boolean;
  /** The address that the user has yet to verify; null when there is none. */
  unverifiedEmail: string | null;
}

/** What components hold before they are given an account. */
export const noAccount: Account = { uid: '', name: '', editor: false, unverifiedEmail: null };

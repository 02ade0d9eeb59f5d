/** The signed-in user. */
export interface Account {
  uid: string;
  /** The e-mail address, or the display name when there is none. */
  name: string;
  /** Whether the ID token has the editor claim, as of its last refresh. */
  editor: boolean;
}

/** Who is signed in. */
export interface Account {
  uid: string;
  /** What to show: the e-mail address, or what there is instead. */
  name: string;
  /** Whether the sign-in carries the editor role, as of its last refresh. */
  editor: boolean;
}

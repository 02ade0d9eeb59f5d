/** What a line of activity says: of what, and what became of it. */
export interface Activity {
  /** As it reads in the line: `Document "Opening hours"`. */
  subject: string;
  outcome: string;
}

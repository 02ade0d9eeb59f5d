/** One line of activity: what changed, and its new state. */
export interface Activity {
  /** As printed: `Document "Opening hours"`. */
  subject: string;
  outcome: string;
}

/** A member of the stand-in for thesession.org. */
export interface DemoMember {
  id: number;
  says: string;
}

/** The members that the page offers when it runs against the stand-in. */
export const demoMembers: readonly DemoMember[] = [
  { id: 12, says: '12 tunes' },
  { id: 600, says: '600 tunes' },
  { id: 3000, says: '3 000 tunes' },
  { id: 1, says: 'an empty tunebook' },
  { id: 410, says: 'a private tunebook' },
  { id: 13, says: 'malformed entries' },
  { id: 77, says: 'a list that shifts while it is read' },
];

/** The collections in Firestore; `firestore.rules` names them too. */
export const paths = {
  knowledge: 'knowledge',
  /** Pending removals at ElevenLabs, by tag. */
  knowledgeRemovals: 'knowledgeRemovals',
  /** Reconciliation reports, by day (UTC). */
  knowledgeReports: 'knowledgeReports',
  /** The shared catalogue. */
  tunes: 'tunes',
  users: 'users',
  userTunes: (uid: string) => `users/${uid}/tunes`,
  /** Progress documents, by uid. */
  tunebookSyncs: 'tunebookSyncs',
  /** Account deletions, by uid. */
  accountDeletions: 'accountDeletions',
} as const;

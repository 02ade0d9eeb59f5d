/** The default collection of knowledge documents; the param KNOWLEDGE_COLLECTION names another. */
export const defaultCollection = 'knowledge';

/** Where documents live in Firestore; `firestore.rules` names the same collections. */
export const paths = {
  knowledge: defaultCollection,
  /** The ledger: one record for every tag under which ElevenLabs may hold a document. */
  knowledgeRemotes: 'knowledgeRemotes',
  /** Reports of reconciliations, by day (UTC). */
  knowledgeReports: 'knowledgeReports',
  /** One document: how full the ElevenLabs index is. */
  knowledgeIndexUsage: 'knowledgeIndex/usage',
  /** The catalogue that all users share. */
  tunes: 'tunes',
  users: 'users',
  userTunes: (uid: string) => `users/${uid}/tunes`,
  /** Progress documents, by uid. */
  tunebookSyncs: 'tunebookSyncs',
  /** Deletions of accounts, by uid. */
  accountDeletions: 'accountDeletions',
} as const;

/** The default collection of knowledge documents; the param KNOWLEDGE_COLLECTION names another. */
export const defaultCollection = 'knowledge';

/** Where knowledge lives in Firestore, beside a root collection of documents; `firestore.rules` names the same. */
export function knowledgePaths(collection = defaultCollection) {
  return {
    knowledge: collection,
    /** The ledger: one record for every tag under which ElevenLabs may hold a document. */
    knowledgeRemotes: `${collection}Remotes`,
    /** Reports of reconciliations, by day (UTC). */
    knowledgeReports: `${collection}Reports`,
    /** One document: how full the ElevenLabs index is. */
    knowledgeIndexUsage: `${collection}Index/usage`,
  };
}

/** Where documents live in Firestore by default. */
export const paths = {
  ...knowledgePaths(),
  /** The catalogue that all users share. */
  tunes: 'tunes',
  users: 'users',
  userTunes: (uid: string) => `users/${uid}/tunes`,
  /** Progress documents, by uid. */
  tunebookSyncs: 'tunebookSyncs',
  /** Deletions of accounts, by uid. */
  accountDeletions: 'accountDeletions',
} as const;

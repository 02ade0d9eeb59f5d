/** The statuses of a tune in a user's collection. */
export const learnStatuses = ['want to learn', 'learning', 'learned'] as const;

export type LearnStatus = (typeof learnStatuses)[number];

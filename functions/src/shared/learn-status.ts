/** How far a musician has come with a tune, as the collection stores it. */
export const learnStatuses = ['want to learn', 'learning', 'learned'] as const;

/** One of the three learn statuses. */
export type LearnStatus = (typeof learnStatuses)[number];

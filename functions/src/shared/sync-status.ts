/** The statuses of a knowledge document. Users see them; the lease decides which run works. */
export const syncStatuses = ['pending', 'syncing', 'completed', 'failed'] as const;

export type SyncStatus = (typeof syncStatuses)[number];

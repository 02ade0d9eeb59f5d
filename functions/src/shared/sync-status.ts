/** The states that people see. The lease, not the status, decides who works. */
export const syncStatuses = ['pending', 'syncing', 'completed', 'failed'] as const;

/** One of the four states. */
export type SyncStatus = (typeof syncStatuses)[number];

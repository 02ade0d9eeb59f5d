const runningStatuses = ['fetching_metadata', 'adding_to_collection'] as const;

/** Where a tunebook sync stands, or how it ended. */
export const progressStatuses = [
  ...runningStatuses,
  'completed',
  'completed_with_errors',
  'failed',
  'cancelled',
] as const;

/** One of the six statuses of a tunebook sync. */
export type ProgressStatus = (typeof progressStatuses)[number];

/** Whether a status is one of a sync under way. */
export function isRunningStatus(status: ProgressStatus): boolean {
  return runningStatuses.some((running) => running === status);
}

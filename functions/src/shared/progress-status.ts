const runningStatuses = ['fetching_metadata', 'adding_to_collection'] as const;

/** The statuses of a tunebook sync: under way, then ended. */
export const progressStatuses = [
  ...runningStatuses,
  'completed',
  'completed_with_errors',
  'failed',
  'cancelled',
] as const;

export type ProgressStatus = (typeof progressStatuses)[number];

export function isRunningStatus(status: ProgressStatus): boolean {
  return runningStatuses.some((running) => running === status);
}

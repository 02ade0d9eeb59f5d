import { z } from 'zod';
import { isRunningStatus, progressStatuses } from '../../functions/src/shared/progress-status.ts';
import type { Activity } from './activity.ts';

const progressSchema = z.object({
  status: z.enum(progressStatuses),
  memberId: z.number(),
  message: z.string(),
});

/** The page's words for a status. */
const statusWords = {
  fetching_metadata: 'Importing',
  adding_to_collection: 'Importing',
  completed: 'Imported',
  completed_with_errors: 'Imported with problems',
  failed: 'Failed',
  cancelled: 'Cancelled',
} as const;

/** The state of a user's import of a tunebook. */
export function tunebookActivity(uid: string, data: unknown): Activity {
  const parsed = progressSchema.safeParse(data);
  if (!parsed.success) return { subject: `Tunebook of user ${uid}`, outcome: 'Not readable' };
  const { status, memberId, message } = parsed.data;
  return {
    subject: `Tunebook of member ${memberId}`,
    outcome: `${statusWords[status]}${isRunningStatus(status) ? '' : `. ${message}`}`,
  };
}

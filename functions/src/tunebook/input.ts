import { z } from 'zod';
import { type LearnStatus, learnStatuses } from '../shared/learn-status.ts';

const memberMessage = 'Enter a thesession.org member number, a whole number from 1.';
const booleanMessage = 'Must be true or false.';

/** For a user who names no member and has saved none. */
export const unknownMemberMessage = `${memberMessage} You have no saved member yet; the number is in the address of your profile page there.`;

/** The input of `syncTunebook`; null and undefined count as an empty object. */
export const syncInput = z
  .strictObject({
    memberId: z.int(memberMessage).positive(memberMessage).optional(),
    learnStatus: z.enum(learnStatuses, `Must be one of: ${learnStatuses.join(', ')}.`).optional(),
    saveMemberId: z.boolean(booleanMessage).optional(),
    retry: z.boolean(booleanMessage).optional(),
  })
  .nullish()
  .transform((input) => ({
    memberId: input?.memberId,
    learnStatus: input?.learnStatus ?? 'want to learn',
    saveMemberId: input?.saveMemberId ?? true,
    retry: input?.retry ?? true,
  }));

/** The input of `syncTunebook` with its defaults filled in. */
export type SyncInput = z.infer<typeof syncInput>;

/** The tunebook to sync, and for whom. */
export interface SyncRequest {
  uid: string;
  memberId: number;
  /** For tunes that are new to the collection. */
  learnStatus: LearnStatus;
  /** Whether to save the member as the user's default. */
  saveMemberId: boolean;
  /** Whether to retry requests that failed for a temporary reason. */
  retry: boolean;
}

/** `cancelTunebookSync` takes no input. */
export const cancelInput = z.strictObject({}).nullish();

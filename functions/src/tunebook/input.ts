import { z } from 'zod';
import { type LearnStatus, learnStatuses } from '../shared/learn-status.ts';

const memberMessage = 'Give the number of a thesession.org member, a whole number from 1.';
const booleanMessage = 'Give true or false.';

/** What people read when no member is named and none is saved. */
export const unknownMemberMessage = `${memberMessage} None is saved for you yet; it stands in the address of your profile there.`;

/** The input of `syncTunebook`. A call with nothing at all leaves all out that can be left out. */
export const syncInput = z
  .strictObject({
    memberId: z.int(memberMessage).positive(memberMessage).optional(),
    learnStatus: z.enum(learnStatuses, `Give one of: ${learnStatuses.join(', ')}.`).optional(),
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

/** The input of `syncTunebook`, with what was left out filled in. */
export type SyncInput = z.infer<typeof syncInput>;

/** What is to be synced, for whom. */
export interface Order {
  uid: string;
  memberId: number;
  learnStatus: LearnStatus;
  /** Whether the member is kept for the next time. */
  saveMemberId: boolean;
  /** Whether requests that failed in a way that may pass are repeated. */
  retry: boolean;
}

/** The input of `cancelTunebookSync`: none. */
export const cancelInput = z.strictObject({}).nullish();

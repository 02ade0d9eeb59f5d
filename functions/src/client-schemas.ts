import { z } from 'zod';
import { draftProblems } from './shared/draft.ts';
import { indexStatuses } from './shared/index-status.ts';
import { learnStatuses } from './shared/learn-status.ts';
import { progressStatuses } from './shared/progress-status.ts';
import { syncStatuses } from './shared/sync-status.ts';
import { failureTypes } from './upstream/errors.ts';

/** A Firestore Timestamp of whichever SDK read the document. */
const timestamp = z.custom<{ toMillis(): number }>(
  (value) => typeof value === 'object' && value !== null && 'toMillis' in value && typeof value.toMillis === 'function',
  'Expected a Firestore Timestamp.',
);

/** The fields of a knowledge document that an editor writes, within the limits of the security rules. */
export const draftSchema = z
  .object({ title: z.string(), content: z.string(), tags: z.array(z.string()) })
  .superRefine((draft, context) => {
    for (const { field, message } of draftProblems(draft)) {
      context.addIssue({ code: 'custom', path: [field], message });
    }
  });

const syncErrorSchema = z.object({ type: z.enum(failureTypes), message: z.string(), retryable: z.boolean() });

/** The fields under `sync` that clients show. Absent fields read as null. */
export const knowledgeSyncSchema = z.object({
  status: z.enum(syncStatuses),
  attempts: z.number().default(0),
  lastAttemptAt: timestamp.nullish(),
  completedAt: timestamp.nullish(),
  nextAttemptAt: timestamp.nullish(),
  error: syncErrorSchema.nullish(),
  elevenLabsId: z.string().nullish(),
  index: z.object({ status: z.enum(indexStatuses), progress: z.number(), message: z.string().nullable() }).nullish(),
});

export type KnowledgeSync = z.infer<typeof knowledgeSyncSchema>;

/** A progress document, `tunebookSyncs/{uid}`. */
export const tunebookProgressSchema = z.object({
  status: z.enum(progressStatuses),
  progressPercent: z.number().min(0).max(100),
  tunesFetched: z.number(),
  tunesTotal: z.number(),
  tunesCreated: z.number(),
  personTunesAdded: z.number(),
  personTunesSkipped: z.number(),
  errorCount: z.number(),
  errors: z.array(z.object({ tuneId: z.number().nullable(), message: z.string(), count: z.number() })),
  message: z.string(),
  memberId: z.number(),
  memberName: z.string().nullable(),
  learnStatus: z.enum(learnStatuses),
  startedAt: timestamp,
  updatedAt: timestamp,
  finishedAt: timestamp.nullable(),
  cancelRequested: z.boolean(),
});

export type TunebookProgress = z.infer<typeof tunebookProgressSchema>;

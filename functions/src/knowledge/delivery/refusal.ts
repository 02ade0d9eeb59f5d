import type { SyncError, UnreadableDocument } from '../document.ts';
import type { Run } from './run.ts';
import { verifyDelayMs, verifyRetryMs } from './schedule.ts';
import type { Write } from './write.ts';

/** The decision to mark an unreadable document failed. */
export interface Unreadable {
  kind: 'unreadable';
  error: SyncError;
  write: Write;
}

/**
 * Marks an unreadable document failed so that it does not block the sweep. A verification that is due
 * moves an hour ahead, since it needs a readable document.
 *
 * @param ended the run that found it unreadable and the remote document it knows; null before a claim.
 */
export function refuse(
  { problem, identity }: UnreadableDocument,
  ended: { run: Run; elevenLabsId: string | null } | null,
  now: number,
): Unreadable {
  const { verifyAt, leaseExpiresAt } = identity;
  // Before a claim, any lease belongs to another run, which may have a request under way.
  const requestOut = ended === null ? leaseExpiresAt !== null : ended.run.needsVerification;
  const dueAt = requestOut ? now + verifyDelayMs : verifyAt;
  const elevenLabsId = ended?.elevenLabsId ?? null;
  const message = `This document cannot be synced. ${problem}`;
  const error: SyncError = { type: 'validation', message, retryable: false };
  const sync = {
    status: 'failed',
    error,
    nextAttemptAt: null,
    verifyAt: dueAt !== null && dueAt <= now ? now + verifyRetryMs : dueAt,
    leaseOwner: null,
    leaseExpiresAt: null,
    ...(elevenLabsId === null ? {} : { elevenLabsId }),
  } as const;
  return { kind: 'unreadable', error, write: { kind: 'refusal', sync } };
}

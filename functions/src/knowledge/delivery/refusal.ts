import type { SyncError, UnreadableDocument } from '../document.ts';
import type { Run } from './run.ts';
import { longestDelayMs, verifyDelayMs } from './schedule.ts';
import type { Write } from './write.ts';

/** The document is unreadable and becomes failed. */
export interface Unreadable {
  kind: 'unreadable';
  error: SyncError;
  write: Write;
}

/**
 * Marks an unreadable document failed so that it does not block the sweep. A verification that is due
 * waits until the document can be read again.
 *
 * @param ended the run that found it unreadable, with the remote document known at its end; null before a claim.
 */
export function refuse(
  { problem, identity }: UnreadableDocument,
  ended: { run: Run; elevenLabsId: string | null } | null,
  now: number,
): Unreadable {
  const { verifyAt, leaseExpiresAt } = identity;
  // The lease of another run: it may have a request under way.
  const requestOut = ended === null ? leaseExpiresAt !== null : ended.run.needsVerification;
  const dueAt = requestOut ? now + verifyDelayMs : verifyAt;
  const elevenLabsId = ended?.elevenLabsId ?? null;
  const message = `This document cannot be synced. ${problem} Edit it and save.`;
  const error: SyncError = { type: 'validation', message, retryable: false };
  const sync = {
    status: 'failed',
    error,
    nextAttemptAt: null,
    verifyAt: dueAt !== null && dueAt <= now ? now + longestDelayMs : dueAt,
    leaseOwner: null,
    leaseExpiresAt: null,
    ...(elevenLabsId === null ? {} : { elevenLabsId }),
  } as const;
  return { kind: 'unreadable', error, write: { kind: 'refusal', sync } };
}

import type { RemoteIdentity, SyncError } from '../document.ts';
import type { Run } from './run.ts';
import { longestDelayMs, verifyDelayMs } from './schedule.ts';

/** What is written under `sync` of a document that cannot be read; times are epoch milliseconds. */
export interface Refusal {
  status: 'failed';
  error: SyncError;
  nextAttemptAt: null;
  verifyAt: number | null;
  leaseOwner: null;
  leaseExpiresAt: null;
  /** Left out where nothing new is known. */
  elevenLabsId?: string;
}

/**
 * Settles a document that cannot be read, so that it stands in nobody's way. A verification that is
 * owed stays owed for when it can be read again; one that is due cannot be done now and moves on.
 *
 * @param identity what can be read of it.
 * @param problem what is wrong with it, for people.
 * @param ended the run that found it so at its end, or null when it was found before a claim.
 */
export function refusal(
  { verifyAt, leaseExpiresAt }: RemoteIdentity,
  problem: string,
  ended: EndedRun | null,
  now: number,
): Refusal {
  // A lease that is not our own belongs to somebody who may have a request out.
  const leftBehind = ended === null ? leaseExpiresAt !== null : ended.run.verificationOwed;
  const owed = leftBehind ? now + verifyDelayMs : verifyAt;
  const elevenLabsId = ended?.elevenLabsId ?? null;
  return {
    status: 'failed',
    error: {
      type: 'validation',
      message: `This document cannot be synced. ${problem} Edit it and save.`,
      retryable: false,
    },
    nextAttemptAt: null,
    verifyAt: owed !== null && owed <= now ? now + longestDelayMs : owed,
    leaseOwner: null,
    leaseExpiresAt: null,
    ...(elevenLabsId === null ? {} : { elevenLabsId }),
  };
}

/** A run and the remote document that it knows of at its end. */
export interface EndedRun {
  run: Run;
  elevenLabsId: string | null;
}

import type { Failure } from '../../upstream/errors.ts';
import type { Sync } from '../document.ts';
import { leastAttemptMs } from './schedule.ts';

/** A run from its claim to its settle. Times are epoch milliseconds. */
export interface Run {
  owner: string;
  /** `sync` sends the text; `verify` checks that exactly one remote document holds it. */
  purpose: 'sync' | 'verify';
  claimedAt: number;
  deadlineAt: number;
  tag: string;
  remoteName: string;
  content: string;
  hash: string;
  elevenLabsId: string | null;
  /** Attempts with this text. */
  attempt: number;
  /** A create may have succeeded: list by tag before the next one. */
  lookFirst: boolean;
  /** ElevenLabs has accepted this content, so that only the name is sent. */
  contentAccepted: boolean;
  /** Duplicates or a late request may be left at ElevenLabs: the settle schedules a verification. */
  needsVerification: boolean;
  /** When a verification was due before this run; null when none was. */
  verifyAt: number | null;
  /** The known id answered 404 once with this text; a second 404 is a failure. */
  idWasGone: boolean;
  /** Restored after a failed verification. */
  before: Pick<Sync, 'status' | 'error'>;
}

/** The outcome of an attempt. `elevenLabsId` includes one that the attempt found by tag. */
export type Outcome =
  | { kind: 'accepted'; elevenLabsId: string; duplicatesLeft: boolean }
  /** ElevenLabs no longer has the known id. */
  | { kind: 'gone'; failure: Failure }
  /** A verification of a failed document found no remote document. */
  | { kind: 'absent' }
  | {
      kind: 'failed';
      failure: Failure;
      phase: 'look-up' | 'send';
      elevenLabsId: string | null;
      duplicatesLeft: boolean;
    };

/** The result that a settle writes. */
export type Result =
  | { kind: 'accepted'; elevenLabsId: string }
  | { kind: 'absent' }
  | { kind: 'failed'; failure: Failure; message: string }
  /** The run had no time left to send a changed text. */
  | { kind: 'unsent' };

/** Whether an attempt may start. `now` is epoch milliseconds. */
export function hasTime(run: Run, now: number): boolean {
  return now + leastAttemptMs <= run.deadlineAt;
}

import type { Failure } from '../../upstream/errors.ts';
import type { IndexState, Sync } from '../document.ts';
import { leastAttemptMs } from './schedule.ts';

/** One run: what it works on and what it has learned so far. Times are epoch milliseconds. */
export interface Run {
  owner: string;
  /** `sync` sends the text; `verify` checks that exactly one remote document exists, and sends it too. */
  purpose: 'sync' | 'verify';
  claimedAt: number;
  deadlineAt: number;
  tag: string;
  remoteName: string;
  title: string;
  content: string;
  hash: string;
  elevenLabsId: string | null;
  /** Attempts of this round; a changed text begins a new round. */
  attempt: number;
  /** A create may have gone through before: list by tag before the next one. */
  lookFirst: boolean;
  /** This run may leave something behind at ElevenLabs: the settle schedules a verification. */
  needsVerification: boolean;
  /** An earlier run may have left a request under way. */
  inDoubt: boolean;
  /** The time of the verification that was due at the claim, or null. */
  verifyAt: number | null;
  /** A 404 for the known id was seen in this round; a second one counts as a failure. */
  idWasGone: boolean;
  /** The state before the claim, which a failed verification restores. */
  before: Pick<Sync, 'status' | 'error'>;
}

/** What came of one attempt. `elevenLabsId` is the one known now, an adopted one included. */
export type Outcome =
  | { kind: 'accepted'; elevenLabsId: string; duplicatesLeft: boolean }
  /** The known id no longer exists at ElevenLabs. */
  | { kind: 'gone'; failure: Failure }
  /** A verification of a failed document found no remote document, so it has nothing to update. */
  | { kind: 'absent' }
  | {
      kind: 'failed';
      failure: Failure;
      phase: 'look-up' | 'send';
      elevenLabsId: string | null;
      duplicatesLeft: boolean;
    };

/** What a settle writes back. */
export type Result =
  /** `index` is the state with which the indexing of the accepted text starts. */
  | { kind: 'accepted'; elevenLabsId: string; index: IndexState | null }
  | { kind: 'absent' }
  | { kind: 'failed'; failure: Failure; message: string }
  /** The deadline came before the text of this round was sent. */
  | { kind: 'unsent' };

/** Whether an attempt may still start at this time (epoch milliseconds). */
export function hasTime(run: Run, now: number): boolean {
  return now + leastAttemptMs <= run.deadlineAt;
}

import { type Failure, isUnreadable } from '../../upstream/errors.ts';
import { type Backoff, backoffMs, longRetryAfterMs } from '../../upstream/retry-timing.ts';
import { hasTime, type Outcome, type Run } from './run.ts';
import { attemptsPerRun } from './schedule.ts';

/** Another attempt after a wait, or the settle. */
export type Next =
  | { kind: 'repeat'; run: Run; delayMs: number; failure: Failure | null }
  | { kind: 'settle'; run: Run; outcome: Exclude<Outcome, { kind: 'gone' }> };

/** Decides the waits between attempts. `random` is in [0, 1). */
export interface Timing {
  now: number;
  random: number;
  backoff: Backoff;
}

/**
 * Decides what follows an attempt. A verification sends once. A sync retries a retryable failure while it
 * has attempts and time left.
 */
export function afterAttempt(run: Run, outcome: Outcome, timing: Timing): Next {
  switch (outcome.kind) {
    case 'accepted':
      return { kind: 'settle', run: flagged(run, outcome.duplicatesLeft), outcome };
    case 'absent':
      return { kind: 'settle', run, outcome };
    case 'gone': {
      const cleared = { ...run, elevenLabsId: null, lookFirst: true, contentAccepted: false, idWasGone: true };
      const { failure } = outcome;
      if (!run.idWasGone) {
        return { kind: 'repeat', run: { ...cleared, attempt: run.attempt - 1 }, delayMs: 0, failure: null };
      }
      const ended = { kind: 'failed', failure, phase: 'send', elevenLabsId: null, duplicatesLeft: false } as const;
      return { kind: 'settle', run: cleared, outcome: ended };
    }
    case 'failed': {
      const { failure, phase, elevenLabsId } = outcome;
      const ambiguous = phase === 'send' && failure.ambiguous;
      const learned = {
        ...flagged(run, ambiguous || outcome.duplicatesLeft),
        elevenLabsId,
        lookFirst: run.lookFirst || (ambiguous && elevenLabsId === null),
      };
      const delayMs = phase === 'look-up' ? null : repeatDelayMs(learned, failure, timing);
      if (delayMs === null) return { kind: 'settle', run: learned, outcome };
      return { kind: 'repeat', run: learned, delayMs, failure };
    }
  }
}

function repeatDelayMs(run: Run, failure: Failure, { now, random, backoff }: Timing): number | null {
  // An unreadable success is retried within a run, though not after it.
  if (!failure.retryable && !isUnreadable(failure)) return null;
  if (run.purpose === 'verify' || run.attempt >= attemptsPerRun) return null;
  if (longRetryAfterMs(failure.retryAfterMs, backoff) !== null) return null;
  const delayMs = failure.retryAfterMs ?? backoffMs(run.attempt, backoff, random);
  return hasTime(run, now + delayMs) ? delayMs : null;
}

function flagged(run: Run, needsVerification: boolean): Run {
  return needsVerification ? { ...run, needsVerification } : run;
}

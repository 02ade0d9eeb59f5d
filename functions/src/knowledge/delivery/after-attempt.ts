import { type Failure, isUnreadable } from '../../upstream/errors.ts';
import { type Backoff, backoffMs, longRetryAfterMs } from '../../upstream/retry-timing.ts';
import { hasTime, type Outcome, type Run } from './run.ts';
import { attemptsPerRun } from './schedule.ts';

/** What comes after an attempt: another one after a wait, or the settle. */
export type Next =
  | { kind: 'repeat'; run: Run; delayMs: number; failure: Failure | null }
  | { kind: 'settle'; run: Run; outcome: Exclude<Outcome, { kind: 'gone' }> };

/** What the waits between attempts depend on. `random` lies in [0, 1). */
export interface Timing {
  now: number;
  random: number;
  backoff: Backoff;
}

/**
 * Decides what comes after an attempt. A verification sends once; anything else is repeated while
 * the failure may pass, attempts are left and the wait ends early enough before the deadline.
 */
export function afterAttempt(run: Run, outcome: Outcome, timing: Timing): Next {
  switch (outcome.kind) {
    case 'accepted':
      return { kind: 'settle', run: withVerification(run, outcome.duplicatesLeft), outcome };
    case 'absent':
      return { kind: 'settle', run, outcome };
    case 'gone': {
      const cleared = { ...run, elevenLabsId: null, lookFirst: true, idWasGone: true, needsVerification: true };
      if (!run.idWasGone) {
        return { kind: 'repeat', run: { ...cleared, attempt: run.attempt - 1 }, delayMs: 0, failure: null };
      }
      const failure = { ...outcome.failure, type: 'conflict', retryable: true } as const;
      const ended = { kind: 'failed', failure, phase: 'send', elevenLabsId: null, duplicatesLeft: false } as const;
      return { kind: 'settle', run: cleared, outcome: ended };
    }
    case 'failed': {
      const { failure, phase, elevenLabsId } = outcome;
      const ambiguous = phase === 'send' && failure.ambiguous;
      const learned = {
        ...withVerification(run, ambiguous || outcome.duplicatesLeft),
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
  // An unreadable success is repeated within a run although it is not retryable after it.
  if (!failure.retryable && !isUnreadable(failure)) return null;
  if (run.purpose === 'verify' || run.attempt >= attemptsPerRun) return null;
  if (longRetryAfterMs(failure.retryAfterMs, backoff) !== null) return null;
  const delayMs = failure.retryAfterMs ?? backoffMs(run.attempt, backoff, random);
  return hasTime(run, now + delayMs) ? delayMs : null;
}

function withVerification(run: Run, needed: boolean): Run {
  return needed ? { ...run, needsVerification: true } : run;
}

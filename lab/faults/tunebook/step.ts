import type { LearnStatus } from '../../../functions/src/shared/learn-status.ts';

/** The users of a schedule; each has an account of their own. */
export const userNames = ['u', 'v', 'w'] as const;

/** See userNames. */
export type UserName = (typeof userNames)[number];

/** Something that a user's client does. */
export type UserStep = {
  user: UserName;
} /** Calls the sync; requests for these pages meet faults of the table, one after the other. */ & (
  | { kind: 'sync'; learnStatus: LearnStatus; retry: boolean; meets: { page: number; faults: string[] }[] }
  | { kind: 'cancel' }
  /** Changes the learn status of a tune of theirs. */
  | { kind: 'learn'; place: number; learnStatus: LearnStatus }
  /** Deletes a tune of theirs, which the next sync brings back. */
  | { kind: 'forget'; place: number }
  /** Time goes on past the lease of their sync. */
  | { kind: 'expire lease' }
);

/** Something that happens to what is on its way, or to all. */
export type SurroundingStep =
  /** The next requests for this page of a user's tunebook meet these faults of the table, one after the other. */
  | { kind: 'upstream'; user: UserName; page: number; faults: string[] }
  | { kind: 'release' }
  | { kind: 'crash' }
  /** thesession.org refuses connections for this long. */
  | { kind: 'outage'; ms: number }
  /** thesession.org answers 429 beyond this many requests at once, and takes its time. */
  | { kind: 'overload'; atOnce: number; ms: number }
  | { kind: 'commit'; nth: number; how: 'conflict' | 'unavailable' };

/** One step of a schedule, taken this many milliseconds after the one before. */
export type TunebookStep = { pauseMs: number } & (UserStep | SurroundingStep);

/** A schedule of tunebooks: what each user's tunebook is like, and what happens. */
export interface TunebookSchedule {
  /** For each user, how many tunes the tunebook has and whose they are; two users may follow one member. */
  members: Record<UserName, { tunes: number; variant: number }>;
  /** For each user, how many tunes they have before, some of which the tunebook does not hold. */
  owned: Record<UserName, number>;
  steps: TunebookStep[];
}

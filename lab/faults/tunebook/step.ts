import type { LearnStatus } from '../../../functions/src/shared/learn-status.ts';

/** Each user has an account of their own. */
export const userNames = ['u', 'v', 'w'] as const;

export type UserName = (typeof userNames)[number];

/** An action of a user's client. The `faults` of a sync apply to the requests for a page, in order. */
export type UserStep = { user: UserName } & (
  | { kind: 'sync'; learnStatus: LearnStatus; retry: boolean; faults: { page: number; faults: string[] }[] }
  | { kind: 'cancel' }
  | { kind: 'set learn status'; index: number; learnStatus: LearnStatus }
  /** Deletes a tune, which the next sync adds again. */
  | { kind: 'delete tune'; index: number }
  /** Expires the lease of the user's sync. */
  | { kind: 'expire lease' }
);

/** An event that concerns requests or everything. */
export type CommonStep =
  /** Applies the named faults to the next requests for a page of a user's tunebook, in order. */
  | { kind: 'upstream'; user: UserName; page: number; faults: string[] }
  | { kind: 'release' }
  | { kind: 'crash' }
  /** thesession.org refuses connections for `ms`. */
  | { kind: 'outage'; ms: number }
  /** thesession.org is slow and answers 429 beyond `atOnce` concurrent requests, for `ms`. */
  | { kind: 'overload'; atOnce: number; ms: number }
  | { kind: 'commit'; nth: number; how: 'conflict' | 'unavailable' };

/** One step of a schedule, started `pauseMs` after the previous one. */
export type TunebookStep = { pauseMs: number } & (UserStep | CommonStep);

export interface TunebookSchedule {
  /** The member whose tunebook each user syncs; two users can have the same one. */
  members: Record<UserName, { tunes: number; variant: number }>;
  /** Tunes already in each user's collection, some of them not in the tunebook. */
  owned: Record<UserName, number>;
  steps: TunebookStep[];
}

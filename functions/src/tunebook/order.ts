import type { LearnStatus } from '../shared/learn-status.ts';

/** What is to be synced, for whom. */
export interface Order {
  uid: string;
  memberId: number;
  learnStatus: LearnStatus;
  /** Whether the member is kept for the next time. */
  saveMemberId: boolean;
  /** Whether requests that failed in a way that may pass are repeated. */
  retry: boolean;
}

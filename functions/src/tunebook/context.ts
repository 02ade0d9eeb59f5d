import type { Firestore } from 'firebase-admin/firestore';
import type { Log } from '../log.ts';
import type { TheSession } from '../upstream/thesession.ts';

/** What the tunebook functions work with. */
export interface TunebookContext {
  db: Firestore;
  theSession: TheSession;
  /** The time, in epoch milliseconds. */
  now(): number;
  /** Resolves after the wait, in milliseconds, or as soon as the signal aborts. */
  wait(milliseconds: number, signal: AbortSignal): Promise<void>;
  log: Log;
}

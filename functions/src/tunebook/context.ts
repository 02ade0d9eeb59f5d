import type { Firestore } from 'firebase-admin/firestore';
import type { Log } from '../log.ts';
import type { TheSession } from '../upstream/thesession.ts';
import type { WriteTurns } from './writes.ts';

/** What the tunebook functions work with. */
export interface TunebookContext {
  db: Firestore;
  theSession: TheSession;
  turns: WriteTurns;
  /** How long after the end of a sync its user cannot start the next, in milliseconds. */
  cooldownMs: number;
  /** Epoch milliseconds. */
  now(): number;
  /** Resolves after this many milliseconds, or as soon as the signal aborts. */
  wait(milliseconds: number, signal: AbortSignal): Promise<void>;
  log: Log;
}

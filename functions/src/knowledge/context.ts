import type { Firestore } from 'firebase-admin/firestore';
import type { Log } from '../log.ts';
import type { ElevenLabs } from '../upstream/elevenlabs.ts';
import type { Backoff } from '../upstream/retry-timing.ts';

export interface KnowledgeContext {
  db: Firestore;
  elevenLabs: ElevenLabs;
  /** Runs work once one of the instance's slots for ElevenLabs is free. */
  slot<T>(work: () => Promise<T>): Promise<T>;
  requestTimeoutMs: number;
  backoff: Backoff;
  /** Epoch milliseconds. */
  now(): number;
  /** A number in [0, 1). */
  random(): number;
  /** Resolves after the wait or when the signal aborts. */
  wait(milliseconds: number, signal: AbortSignal): Promise<void>;
  log: Log;
}

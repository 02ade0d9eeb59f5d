import type { Firestore } from 'firebase-admin/firestore';
import type { Log } from '../log.ts';
import type { ElevenLabs } from '../upstream/elevenlabs.ts';
import type { Backoff } from '../upstream/retry-timing.ts';

/** What the knowledge functions work with. */
export interface KnowledgeContext {
  db: Firestore;
  elevenLabs: ElevenLabs;
  /** Runs a piece of work when one of the instance's slots for ElevenLabs is free. */
  slot<T>(work: () => Promise<T>): Promise<T>;
  /** Longest time for one request to ElevenLabs, in milliseconds. */
  requestTimeoutMs: number;
  backoff: Backoff;
  /** The time, in epoch milliseconds. */
  now(): number;
  /** A number in [0, 1). */
  random(): number;
  /** Resolves after the wait, in milliseconds, or as soon as the signal aborts. */
  wait(milliseconds: number, signal: AbortSignal): Promise<void>;
  log: Log;
}

import type { Firestore } from 'firebase-admin/firestore';
import type { Log } from '../log.ts';
import type { ElevenLabs } from '../upstream/elevenlabs.ts';
import type { Backoff } from '../upstream/retry-timing.ts';
import type { Slots } from '../upstream/slots.ts';
import type { TextFields } from './text-fields.ts';

export interface KnowledgeContext {
  db: Firestore;
  textFields: TextFields;
  elevenLabs: ElevenLabs;
  /** Runs work once ElevenLabs takes requests and one of the instance's slots for it is free. */
  slot: Slots;
  /** How long nothing will be sent since ElevenLabs is throttling this instance, in milliseconds. */
  closedForMs(): number;
  /** The embedding model that documents are indexed with; null: they are not indexed. */
  ragModel: string | null;
  /** The agent that questions go to unless they name another; null for none. */
  agentId: string | null;
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

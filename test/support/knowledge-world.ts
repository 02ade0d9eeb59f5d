import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type DocumentReference, Timestamp } from 'firebase-admin/firestore';
import pLimit from 'p-limit';
import { afterAll, beforeAll } from 'vitest';
import type { KnowledgeContext } from '../../functions/src/knowledge/context.ts';
import type { LogValue } from '../../functions/src/log.ts';
import { createElevenLabs } from '../../functions/src/upstream/elevenlabs.ts';
import { createHttp } from '../../functions/src/upstream/http.ts';
import { type ElevenLabsStandIn, startElevenLabsStandIn } from '../../local/stand-in/elevenlabs/stand-in.ts';
import { openFirestore } from './firestore.ts';

const apiKey = 'test-key-4711';

/** One log entry. */
export interface LogEntry {
  severity: string;
  event: string;
  fields: Readonly<Record<string, LogValue>>;
}

/** What the tests of one file work in: the real engine, Firestore and HTTP, with a clock that can be moved. */
export interface KnowledgeWorld {
  context: KnowledgeContext;
  elevenLabs: ElevenLabsStandIn;
  log: LogEntry[];
  /** The waits that runs asked for, in milliseconds. They take no time here. */
  waits: number[];
  /** Moves the engine's clock on, in milliseconds. */
  advance(milliseconds: number): void;
  /** A context with another key, as after a new deployment. */
  withKey(key: string): KnowledgeContext;
  /** Writes a document as an editor's client would; returns its reference. */
  add(id?: string, fields?: { title?: string; content?: string }): Promise<DocumentReference>;
  /** Changes title or content as an editor's client would. */
  edit(reference: DocumentReference, fields: { title?: string; content?: string }): Promise<void>;
}

/** Sets up a world for a test file, in a Firestore of its own. */
export function useKnowledgeWorld(): KnowledgeWorld {
  const log: LogEntry[] = [];
  const waits: number[] = [];
  let offset = 0;
  const now = () => Date.now() + offset;
  const world = { log, waits } as unknown as KnowledgeWorld;
  let close = async () => {};

  const contextWith = (key: string): KnowledgeContext => {
    const backoff = { baseMs: 1000, maxMs: 10_000 };
    const http = createHttp({
      baseUrl: world.elevenLabs.url,
      headers: { 'xi-api-key': key },
      timeoutMs: 20_000,
      maxSockets: 3,
      // Listings and deletes of removals are repeated by axios-retry, whose waits are real.
      backoff: { baseMs: 1, maxMs: 10_000 },
      longestWaitMs: 10_000,
      now,
      random: () => 0.5,
      onRetry: () => {},
    });
    return {
      ...world.context,
      elevenLabs: createElevenLabs(http, key !== '', null),
      slot: pLimit(3),
      requestTimeoutMs: 20_000,
      backoff,
      now,
      random: () => 0.5,
      wait: async (milliseconds) => {
        waits.push(milliseconds);
        await sleep(0);
      },
      log: (severity, event, fields) => log.push({ severity, event, fields }),
    };
  };

  beforeAll(async () => {
    const opened = openFirestore(`test-${randomUUID().slice(0, 8)}`);
    close = opened.close;
    world.elevenLabs = await startElevenLabsStandIn({ apiKey });
    world.context = { db: opened.db } as KnowledgeContext;
    world.context = contextWith(apiKey);
  });
  afterAll(async () => {
    await world.elevenLabs?.stop();
    await close();
  });

  world.advance = (milliseconds) => {
    offset += milliseconds;
  };
  world.withKey = contextWith;
  world.add = async (
    id = `doc-${randomUUID().slice(0, 8)}`,
    { title = 'Opening hours', content = 'Nine to five.' } = {},
  ) => {
    const reference = world.context.db.collection('knowledge').doc(id);
    const at = Timestamp.fromMillis(now());
    const sync = { status: 'pending' };
    await reference.set({ title, content, tags: [], createdBy: 'editor', createdAt: at, updatedAt: at, sync });
    return reference;
  };
  world.edit = async (reference, fields) => {
    await reference.update({ ...fields, updatedAt: Timestamp.fromMillis(now()), 'sync.status': 'pending' });
  };
  return world;
}

import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { deleteApp, initializeApp } from 'firebase-admin/app';
import { getFirestore } from 'firebase-admin/firestore';
import pLimit from 'p-limit';
import type { KnowledgeContext } from '../../functions/src/knowledge/context.ts';
import type { TunebookContext } from '../../functions/src/tunebook/context.ts';
import { createWriteTurns } from '../../functions/src/tunebook/writes.ts';
import { createHttp } from '../../functions/src/upstream/http.ts';
import { createTheSession } from '../../functions/src/upstream/thesession.ts';
import type { Stack } from '../../local/emulator/stack.ts';
import { createInstance } from '../../test/integration/knowledge/instance.ts';

/** The functions' code in this process, where its reads and writes can be counted. */
export interface Engine {
  knowledge: KnowledgeContext;
  tunebook: TunebookContext;
  close(): Promise<void>;
}

/** Uses a separate database in the stack's emulator, so that its writes fire no triggers. */
export function openEngine({ elevenLabs, theSession, params }: Stack): Engine {
  const app = initializeApp({ projectId: `bench-${randomUUID().slice(0, 8)}` }, randomUUID());
  const db = getFirestore(app);
  const wait = (milliseconds: number, signal?: AbortSignal) => {
    return sleep(milliseconds, undefined, signal && { signal }).catch(() => {});
  };
  const log = () => {};
  const http = createHttp({
    baseUrl: theSession.url,
    headers: {},
    timeoutMs: 20_000,
    maxSockets: 4,
    backoff: { baseMs: 2000, maxMs: 10_000 },
    longestWaitMs: 30_000,
    now: Date.now,
    random: Math.random,
    slot: pLimit(4),
    onRetry: () => {},
  });
  const apiKey = params.ELEVENLABS_API_KEY ?? '';
  return {
    knowledge: createInstance({ db, baseUrl: elevenLabs.url, apiKey, now: Date.now, log, wait, waitAtGate: wait }),
    tunebook: {
      db,
      theSession: createTheSession(http, { closedForMs: () => 0 }),
      turns: createWriteTurns(),
      cooldownMs: 0,
      now: Date.now,
      wait,
      log,
    },
    close: () => deleteApp(app),
  };
}

import { setTimeout as sleep } from 'node:timers/promises';
import { getApps, initializeApp } from 'firebase-admin/app';
import { type Firestore, getFirestore } from 'firebase-admin/firestore';
import { logger } from 'firebase-functions';
import pLimit from 'p-limit';
import { type ElevenLabsConfig, readElevenLabsConfig } from './config.ts';
import type { KnowledgeContext } from './knowledge/context.ts';
import type { Log } from './log.ts';
import { createElevenLabs } from './upstream/elevenlabs.ts';
import { createHttp } from './upstream/http.ts';

/** The longest wait within a run for ElevenLabs, in milliseconds, jitter and `Retry-After` included (the contract). */
const elevenLabsLongestWaitMs = 10_000;

const log: Log = (severity, event, fields) => logger.write({ severity, message: event, event, ...fields });

let knowledge: KnowledgeContext | undefined;

/** What the knowledge functions work with; built at the first call of an instance. Throws ConfigError. */
export function knowledgeContext(): KnowledgeContext {
  knowledge ??= createKnowledgeContext(readElevenLabsConfig());
  return knowledge;
}

function createKnowledgeContext(config: ElevenLabsConfig): KnowledgeContext {
  const backoff = { baseMs: config.retryDelayMs, maxMs: elevenLabsLongestWaitMs };
  const http = createHttp({
    baseUrl: config.baseUrl,
    headers: { 'xi-api-key': config.apiKey },
    timeoutMs: config.timeoutMs,
    maxSockets: config.concurrency,
    backoff,
    longestWaitMs: elevenLabsLongestWaitMs,
    now: Date.now,
    random: Math.random,
    onRetry: ({ attempt, delayMs, failure }) => {
      log('WARNING', 'elevenlabs.retry', { attempt, delayMs, type: failure.type, status: failure.status });
    },
  });
  return {
    db: firestore(),
    elevenLabs: createElevenLabs(http, config.apiKey !== '', config.folderId),
    slot: pLimit(config.concurrency),
    requestTimeoutMs: config.timeoutMs,
    backoff,
    now: Date.now,
    random: Math.random,
    wait,
    log,
  };
}

function firestore(): Firestore {
  return getFirestore(getApps()[0] ?? initializeApp());
}

async function wait(milliseconds: number, signal: AbortSignal): Promise<void> {
  await sleep(milliseconds, undefined, { signal }).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
}

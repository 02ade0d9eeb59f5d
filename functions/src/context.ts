import { setTimeout as sleep } from 'node:timers/promises';
import { getApps, initializeApp } from 'firebase-admin/app';
import { type Firestore, getFirestore } from 'firebase-admin/firestore';
import { write } from 'firebase-functions/logger';
import pLimit from 'p-limit';
import type { AccountContext } from './account/context.ts';
import type { KnowledgeContext } from './knowledge/context.ts';
import type { Log } from './log.ts';
import { errorCode } from './shared/error-code.ts';
import type { TunebookContext } from './tunebook/context.ts';

/** The longest wait within a run for ElevenLabs, in milliseconds, jitter and `Retry-After` included (the contract). */
const elevenLabsLongestWaitMs = 10_000;

/** The longest wait between two requests for the same, in milliseconds: 8 s and its jitter (the contract). */
const theSessionLongestBackoffMs = 10_000;

/** The longest `Retry-After` of thesession.org that is obeyed, in milliseconds (the contract). */
const theSessionLongestWaitMs = 30_000;

/** Requests to thesession.org in flight in each instance, those of all syncs together (the contract). */
const theSessionConcurrency = 4;

const log: Log = (severity, event, fields) => write({ severity, message: event, event, ...fields });

let knowledge: Promise<KnowledgeContext> | undefined;

/**
 * What the knowledge functions work with; loaded and built at the first call of an instance that
 * needs it. Throws ConfigError.
 */
export function knowledgeContext(): Promise<KnowledgeContext> {
  knowledge ??= createKnowledgeContext();
  return knowledge;
}

async function createKnowledgeContext(): Promise<KnowledgeContext> {
  const [{ readElevenLabsConfig }, { createHttp }, { createElevenLabs }] = await Promise.all([
    import('./config.ts'),
    import('./upstream/http.ts'),
    import('./upstream/elevenlabs.ts'),
  ]);
  const config = readElevenLabsConfig();
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

let tunebook: Promise<TunebookContext> | undefined;

/** What a sync of a tunebook works with; loaded and built at the first call of an instance. Throws ConfigError. */
export function tunebookContext(): Promise<TunebookContext> {
  tunebook ??= createTunebookContext();
  return tunebook;
}

/** What the deletion of an account works with. */
export function accountContext(): AccountContext {
  return { db: firestore(), deleteUser, now: Date.now, log };
}

/** What is needed to ask a sync to stop. */
export function cancelContext(): Pick<TunebookContext, 'db' | 'now'> {
  return { db: firestore(), now: Date.now };
}

async function createTunebookContext(): Promise<TunebookContext> {
  const [{ readTheSessionConfig }, { createHttp }, { createTheSession }, { createWriteTurns }] = await Promise.all([
    import('./config.ts'),
    import('./upstream/http.ts'),
    import('./upstream/thesession.ts'),
    import('./tunebook/writes.ts'),
  ]);
  const config = readTheSessionConfig();
  const http = createHttp({
    baseUrl: config.baseUrl,
    headers: { 'User-Agent': `Reelsync (${config.contact})`, Accept: 'application/json' },
    timeoutMs: config.timeoutMs,
    maxSockets: theSessionConcurrency,
    backoff: { baseMs: config.retryDelayMs, maxMs: theSessionLongestBackoffMs },
    longestWaitMs: theSessionLongestWaitMs,
    now: Date.now,
    random: Math.random,
    slot: pLimit(theSessionConcurrency),
    onRetry: ({ path, attempt, delayMs, failure }) => {
      log('WARNING', 'thesession.retry', { path, attempt, delayMs, type: failure.type, status: failure.status });
    },
  });
  const turns = createWriteTurns();
  return { db: firestore(), theSession: createTheSession(http), turns, now: Date.now, wait, log };
}

async function deleteUser(uid: string): Promise<void> {
  const { getAuth } = await import('firebase-admin/auth');
  await getAuth(getApps()[0] ?? initializeApp())
    .deleteUser(uid)
    .catch((error: unknown) => {
      if (errorCode(error) !== 'auth/user-not-found') throw error;
    });
}

function firestore(): Firestore {
  return getFirestore(getApps()[0] ?? initializeApp());
}

async function wait(milliseconds: number, signal: AbortSignal): Promise<void> {
  await sleep(milliseconds, undefined, { signal }).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
}

import { setTimeout as sleep } from 'node:timers/promises';
import { getApps, initializeApp } from 'firebase-admin/app';
import { type Firestore, getFirestore } from 'firebase-admin/firestore';
import { write } from 'firebase-functions/logger';
import pLimit from 'p-limit';
import type { AccountContext } from './account/context.ts';
import type { AuditContext } from './knowledge/audit.ts';
import type { KnowledgeContext } from './knowledge/context.ts';
import type { Log } from './log.ts';
import { deleteAccounts, elevenLabsRagModel } from './params.ts';
import { errorCode } from './shared/error-code.ts';
import type { TunebookContext } from './tunebook/context.ts';

/** The longest wait within a run, in milliseconds: three attempts must fit into its 90 s. */
const elevenLabsLongestWaitMs = 10_000;

/** The longest wait between attempts, in milliseconds: the third wait of 8 s and its jitter. */
const theSessionLongestBackoffMs = 10_000;

/** The longest `Retry-After` to wait for, in milliseconds; the user is watching the import. */
const theSessionLongestWaitMs = 30_000;

/** Requests in flight in one instance, for all syncs together, to keep the load on thesession.org low. */
const theSessionConcurrency = 4;

const log: Log = (severity, event, fields) => write({ severity, message: event, event, ...fields });

let knowledge: Promise<KnowledgeContext> | undefined;

/** Loads the ElevenLabs client at the first call in an instance. Throws ConfigError. */
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
    elevenLabs: createElevenLabs(http, { hasKey: config.apiKey !== '', folderId: config.folderId }),
    slot: pLimit(config.concurrency),
    ragModel: config.ragModel,
    agentId: config.agentId,
    requestTimeoutMs: config.timeoutMs,
    backoff,
    now: Date.now,
    random: Math.random,
    wait,
    log,
  };
}

let tunebook: Promise<TunebookContext> | undefined;

/** Loads the thesession.org client at the first call in an instance. Throws ConfigError. */
export function tunebookContext(): Promise<TunebookContext> {
  tunebook ??= createTunebookContext();
  return tunebook;
}

export function accountContext(): AccountContext {
  return { db: firestore(), deletesAccounts: deleteAccounts.value(), deleteUser, now: Date.now, log };
}

/** What an audit of the ledger works with: no key, no client. */
export function auditContext(): AuditContext {
  return { db: firestore(), ragModel: elevenLabsRagModel.value().trim() || null, now: Date.now, log };
}

/** Enough to cancel a sync, without a client. */
export function cancelContext(): Pick<TunebookContext, 'db' | 'now'> {
  return { db: firestore(), now: Date.now };
}

async function createTunebookContext(): Promise<TunebookContext> {
  const [{ readTheSessionConfig }, { createGate }, { createHttp }, { createTheSession }, { createWriteTurns }] =
    await Promise.all([
      import('./config.ts'),
      import('./upstream/gate.ts'),
      import('./upstream/http.ts'),
      import('./upstream/thesession.ts'),
      import('./tunebook/writes.ts'),
    ]);
  const config = readTheSessionConfig();
  const gate = createGate({ now: Date.now, wait });
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
    gate,
    onRetry: ({ path, attempt, delayMs, failure }) => {
      log('WARNING', 'thesession.retry', { path, attempt, delayMs, type: failure.type, status: failure.status });
    },
  });
  const theSession = createTheSession(http, gate);
  const turns = createWriteTurns();
  return { db: firestore(), theSession, turns, cooldownMs: config.cooldownMs, now: Date.now, wait, log };
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

async function wait(milliseconds: number, signal?: AbortSignal): Promise<void> {
  await sleep(milliseconds, undefined, signal && { signal }).catch((error: unknown) => {
    if (!signal?.aborted) throw error;
  });
}

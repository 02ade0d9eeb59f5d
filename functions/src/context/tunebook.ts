import pLimit from 'p-limit';
import type { TunebookContext } from '../tunebook/context.ts';
import { firestore, log, wait } from './runtime.ts';

/** The longest wait between attempts, in milliseconds: the third wait of 8 s and its jitter. */
const longestBackoffMs = 10_000;

/** The longest `Retry-After` to wait for, in milliseconds; the user is watching the import. */
const longestWaitMs = 30_000;

/** Requests in flight in one instance, for all syncs together, to keep the load on thesession.org low. */
const concurrency = 4;

let tunebook: Promise<TunebookContext> | undefined;

/** Loads the thesession.org client at the first call in an instance. Throws ConfigError. */
export function tunebookContext(): Promise<TunebookContext> {
  tunebook ??= createTunebookContext();
  return tunebook;
}

/** Enough to cancel a sync, without a client. */
export function cancelContext(): Pick<TunebookContext, 'db' | 'now'> {
  return { db: firestore(), now: Date.now };
}

async function createTunebookContext(): Promise<TunebookContext> {
  const [{ readTheSessionConfig }, { createGate }, { createHttp }, { createTheSession }, { createWriteTurns }] =
    await Promise.all([
      import('../config/thesession.ts'),
      import('../upstream/gate.ts'),
      import('../upstream/http.ts'),
      import('../upstream/thesession.ts'),
      import('../tunebook/writes.ts'),
    ]);
  const config = readTheSessionConfig();
  const gate = createGate({
    now: Date.now,
    wait,
    onClosed: (waitMs) => log('WARNING', 'thesession.throttled', { waitMs }),
  });
  const http = createHttp({
    baseUrl: config.baseUrl,
    headers: { 'User-Agent': `Reelsync (${config.contact})`, Accept: 'application/json' },
    timeoutMs: config.timeoutMs,
    maxSockets: concurrency,
    backoff: { baseMs: config.retryDelayMs, maxMs: longestBackoffMs },
    longestWaitMs,
    now: Date.now,
    random: Math.random,
    slot: pLimit(concurrency),
    gate,
    onRetry: ({ path, attempt, delayMs, failure }) => {
      log('WARNING', 'thesession.retry', { path, attempt, delayMs, type: failure.type, status: failure.status });
    },
  });
  const theSession = createTheSession(http, gate);
  const turns = createWriteTurns();
  return { db: firestore(), theSession, turns, cooldownMs: config.cooldownMs, now: Date.now, wait, log };
}

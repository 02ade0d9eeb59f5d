import type { Firestore } from 'firebase-admin/firestore';
import type { AuditContext } from '../knowledge/audit/context.ts';
import type { KnowledgeContext } from '../knowledge/context.ts';
import { placed } from './placed.ts';
import { firestore, log, wait } from './runtime.ts';

/** The longest wait within a run, in milliseconds: three attempts must fit into its 90 s. */
const longestWaitMs = 10_000;

let knowledge: Promise<KnowledgeContext> | undefined;

/** Loads the ElevenLabs client at the first call in an instance. Throws ConfigError. */
export function knowledgeContext(): Promise<KnowledgeContext> {
  knowledge ??= createKnowledgeContext();
  return knowledge;
}

/** What an audit of the ledger works with: no key, no client. */
export async function auditContext(): Promise<AuditContext> {
  const { readRagModel } = await import('../config/elevenlabs.ts');
  return { db: await database(), ragModel: readRagModel(), now: Date.now, log };
}

/** The database, with the collection that the params name. Throws ConfigError. */
async function database(): Promise<Firestore> {
  const { readCollection } = await import('../config/collection.ts');
  return placed(firestore(), readCollection());
}

async function createKnowledgeContext(): Promise<KnowledgeContext> {
  const [
    { readElevenLabsConfig },
    { readTextFields },
    { createGate },
    { createSlots },
    { createHttp },
    { createElevenLabs },
  ] = await Promise.all([
    import('../config/elevenlabs.ts'),
    import('../config/collection.ts'),
    import('../upstream/gate.ts'),
    import('../upstream/slots.ts'),
    import('../upstream/http.ts'),
    import('../upstream/elevenlabs.ts'),
  ]);
  const config = readElevenLabsConfig();
  const gate = createGate({
    now: Date.now,
    wait,
    onClosed: (waitMs) => log('WARNING', 'elevenlabs.throttled', { waitMs }),
  });
  const backoff = { baseMs: config.retryDelayMs, maxMs: longestWaitMs };
  const http = createHttp({
    baseUrl: config.baseUrl,
    headers: { 'xi-api-key': config.apiKey },
    timeoutMs: config.timeoutMs,
    maxSockets: config.concurrency,
    backoff,
    longestWaitMs,
    now: Date.now,
    random: Math.random,
    gate,
    onRetry: ({ attempt, delayMs, failure }) => {
      log('WARNING', 'elevenlabs.retry', { attempt, delayMs, type: failure.type, status: failure.status });
    },
  });
  return {
    db: await database(),
    elevenLabs: createElevenLabs(http, { hasKey: config.apiKey !== '', folderId: config.folderId }),
    slot: createSlots(config.concurrency, gate, Date.now),
    closedForMs: () => gate.closedForMs(),
    textFields: readTextFields(),
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

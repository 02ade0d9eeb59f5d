import type { Firestore } from 'firebase-admin/firestore';
import type { KnowledgeContext } from '../../../functions/src/knowledge/context.ts';
import { defaultTextFields } from '../../../functions/src/knowledge/text-fields.ts';
import type { Log, LogValue } from '../../../functions/src/log.ts';
import { createElevenLabs } from '../../../functions/src/upstream/elevenlabs.ts';
import { createGate, type GateOptions } from '../../../functions/src/upstream/gate.ts';
import { createHttp } from '../../../functions/src/upstream/http.ts';
import { createSlots } from '../../../functions/src/upstream/slots.ts';

/** One log entry. */
export interface LogEntry {
  severity: string;
  event: string;
  fields: Readonly<Record<string, LogValue>>;
}

/** The parts of an instance of the functions. */
export interface InstanceOptions {
  db: Firestore;
  baseUrl: string;
  /** Empty for a deployment without a key. */
  apiKey: string;
  ragModel?: string | null;
  agentId?: string | null;
  now(): number;
  log: Log;
  wait: KnowledgeContext['wait'];
  waitAtGate: GateOptions['wait'];
}

/** The default of UPSTREAM_TIMEOUT_MS. */
const requestTimeoutMs = 20_000;

/**
 * The context of one instance of the functions: the real clients, with slots and connections of its own.
 * Without jitter, so that waits are exactly 1 s and 2 s.
 */
export function createInstance({ waitAtGate, ...options }: InstanceOptions): KnowledgeContext {
  const { db, baseUrl, apiKey, ragModel = null, agentId = null, now, log, wait } = options;
  const random = () => 0.5;
  const gate = createGate({ now, wait: waitAtGate });
  const http = createHttp({
    baseUrl,
    headers: { 'xi-api-key': apiKey },
    timeoutMs: requestTimeoutMs,
    maxSockets: 3,
    // Requests of removals are repeated by axios-retry, which really waits.
    backoff: { baseMs: 1, maxMs: 10_000 },
    longestWaitMs: 10_000,
    now,
    random,
    gate,
    onRetry: () => {},
  });
  return {
    db,
    elevenLabs: createElevenLabs(http, { hasKey: apiKey !== '', folderId: null }),
    slot: createSlots(3, gate, now),
    closedForMs: () => gate.closedForMs(),
    textFields: defaultTextFields,
    ragModel,
    agentId,
    requestTimeoutMs,
    backoff: { baseMs: 1000, maxMs: 10_000 },
    now,
    random,
    wait,
    log,
  };
}

import { onDocumentCreated, onDocumentDeleted, onDocumentUpdated } from 'firebase-functions/firestore';
import type { GlobalOptions } from 'firebase-functions/options';
import { expr } from 'firebase-functions/params';
import { onSchedule } from 'firebase-functions/scheduler';
import { callable } from './callable.ts';
import { auditContext, knowledgeContext } from './context/knowledge.ts';
import { createEventQueue, eventQueueOptions } from './knowledge/event-queue.ts';
import { elevenLabsApiKey, knowledgeCollection, textFields } from './params/knowledge.ts';
import { database, functionsRegion } from './params/shared.ts';
import { callableSeconds } from './shared/callables.ts';

// Handlers import lazily: every function loads this file, and most update events come from our own writes
// and return early.

/** Shared by all functions that call ElevenLabs. A full CPU for TLS; the rest is waiting. */
const knowledgeOptions = {
  region: functionsRegion,
  memory: '512MiB' as const,
  cpu: 1,
  concurrency: 20,
  maxInstances: 1,
  secrets: [elevenLabsApiKey],
} satisfies GlobalOptions;

/** A burst that finds places. Each waiting event of the largest size (512 KB) takes 0.8 MiB, beside 110 MiB. */
const burst = 500;

/** With `retry` an event whose handler threw is delivered again; upstream failures end in the document instead. */
const knowledgeEvent = {
  ...knowledgeOptions,
  database,
  document: expr`${knowledgeCollection}/{documentId}`,
  memory: '1GiB' as const,
  concurrency: burst,
  timeoutSeconds: 540,
  retry: true,
};

/** The path of a document, whichever collection the params name. */
type Path = '{collection}/{documentId}';

const createdInstances = 2;

const queued = createEventQueue(eventQueueOptions);

// Event handlers are not async: an async function keeps its arguments, and so the event's documents, until it
// ends. These handlers pass on only the id.

/** Syncs a new knowledge document. */
export const onKnowledgeCreated = onDocumentCreated<Path>(
  { ...knowledgeEvent, memory: '512MiB', maxInstances: createdInstances, concurrency: burst / createdInstances },
  ({ params }) => syncInTurn(params.documentId),
);

/**
 * Syncs a changed title or text, and a document that a server marked pending. Ignores every other update:
 * our own writes reach `pending` only from `syncing`.
 */
export const onKnowledgeUpdated = onDocumentUpdated<Path>(knowledgeEvent, ({ params, data }) => {
  const { title, content } = textFields();
  const changed = (field: string) => data?.before.get(field) !== data?.after.get(field);
  const [before, after] = [data?.before.get('sync.status'), data?.after.get('sync.status')];
  const asked = after === 'pending' && before !== 'pending' && before !== 'syncing';
  return asked || changed(title) || changed(content) ? syncInTurn(params.documentId) : undefined;
});

/** Removes the remote document of a deleted one. */
export const onKnowledgeDeleted = onDocumentDeleted<Path>(knowledgeEvent, ({ params, data }) => {
  return removeInTurn(params.documentId, { title: data?.get(textFields().title), sync: data?.get('sync') });
});

async function syncInTurn(documentId: string): Promise<void> {
  await queued(async (startBefore) => {
    const { syncForEvent } = await import('./knowledge/sync.ts');
    await syncForEvent(await knowledgeContext(), documentId, startBefore);
  });
}

async function removeInTurn(documentId: string, deleted: { title: unknown; sync: unknown }): Promise<void> {
  await queued(async (startBefore) => {
    const { removeDeleted } = await import('./knowledge/removal.ts');
    await removeDeleted(await knowledgeContext(), documentId, deleted, startBefore);
  });
}

/** Manual retry: `{documentId}` in, `{documentId, status, error}` out. */
export const retryKnowledgeSync = callable('retryKnowledgeSync', 'editor', knowledgeOptions, async () => {
  const { retryDocument, retryInput } = await import('./knowledge/retry.ts');
  return {
    input: retryInput,
    answer: async ({ documentId }) => await retryDocument(await knowledgeContext(), documentId),
  };
});

/** The agents that use a document: `{documentId}` in, `{agents: [{id, name}], more}` out. */
export const findAgents = callable('findAgents', 'editor', knowledgeOptions, async () => {
  const { findAgents: find, findAgentsInput } = await import('./knowledge/agents/find-agents.ts');
  return {
    input: findAgentsInput,
    answer: async ({ documentId }) => await find(await knowledgeContext(), documentId),
  };
});

/** What an agent would retrieve: `{query, agentId?}` in, `{chunks: [{documentId, title, text, distance}]}` out. */
export const askAgent = callable('askAgent', 'editor', knowledgeOptions, async () => {
  const { askAgent: ask, askAgentInput } = await import('./knowledge/agents/ask-agent.ts');
  return { input: askAgentInput, answer: async (input, { uid }) => await ask(await knowledgeContext(), input, uid) };
});

/** Picks up documents that no event reached, expired leases and everything that is due. */
export const sweepKnowledge = onSchedule(
  { ...knowledgeOptions, schedule: 'every 1 minutes', timeoutSeconds: 300, concurrency: 1, retryCount: 0 },
  async () => {
    const { sweepKnowledge: sweep } = await import('./knowledge/sweep.ts');
    await sweep(await knowledgeContext());
  },
);

/** Compares the ledger with the documents every hour, in Firestore alone, and once a day in full. */
export const auditKnowledge = onSchedule(
  {
    region: functionsRegion,
    memory: '512MiB',
    cpu: 1,
    maxInstances: 1,
    schedule: '40 * * * *',
    timeoutSeconds: 1800,
    concurrency: 1,
    retryCount: 3,
  },
  async ({ scheduleTime }) => {
    const { auditKnowledge: audit, isFullAudit } = await import('./knowledge/audit.ts');
    const context = await auditContext();
    await audit(context, { full: isFullAudit(scheduleTime) });
  },
);

/** Listing everything can take half an hour; it sends one request at a time. */
const reconcileOptions = { ...knowledgeOptions, timeoutSeconds: callableSeconds.reconcileKnowledge, concurrency: 1 };

/** Compares ElevenLabs with Firestore: `{apply?, force?}` in, `{report, ordered}` out. */
export const reconcileKnowledge = callable('reconcileKnowledge', 'editor', reconcileOptions, async () => {
  const { reconcile, reconcileInput } = await import('./knowledge/reconcile/reconcile.ts');
  return { input: reconcileInput, answer: async (input) => await reconcile(await knowledgeContext(), input) };
});

/** Writes the same report every Monday at 04:00 UTC and changes nothing else. */
export const reportKnowledge = onSchedule(
  { ...reconcileOptions, schedule: '0 4 * * 1', timeZone: 'Etc/UTC', retryCount: 3 },
  async () => {
    const { reportDifferences } = await import('./knowledge/reconcile/reconcile.ts');
    await reportDifferences(await knowledgeContext());
  },
);

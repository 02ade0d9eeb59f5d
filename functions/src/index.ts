import { requiresAPI, requiresRole } from 'firebase-functions';
import { onDocumentCreated, onDocumentDeleted, onDocumentUpdated } from 'firebase-functions/firestore';
import { HttpsError, onCall } from 'firebase-functions/https';
import type { GlobalOptions } from 'firebase-functions/options';
import { onSchedule } from 'firebase-functions/scheduler';
import { z } from 'zod';
import { readInput, requireEditor, requireUser } from './callable.ts';
import { elevenLabsApiKey, enforceAppCheck } from './config.ts';
import { knowledgeContext, tunebookContext } from './context.ts';
import { documentIdSchema } from './knowledge/document.ts';
import { answerReconcile, reconcileInput, reportDifferences } from './knowledge/reconcile-answer.ts';
import { removeDeleted } from './knowledge/removal.ts';
import { retryDocument } from './knowledge/retry.ts';
import { sweepKnowledge as sweep } from './knowledge/sweep.ts';
import { syncDocument } from './knowledge/sync.ts';
import { region } from './region.ts';
import { cancelInput, syncInput } from './tunebook/input.ts';
import { cancelSync, startSync } from './tunebook/start.ts';

requiresAPI('firestore.googleapis.com', 'The state of everything lives there.');
requiresAPI('eventarc.googleapis.com', 'Firestore triggers come through it.');
requiresAPI('cloudscheduler.googleapis.com', 'The sweep runs every minute.');
requiresAPI('secretmanager.googleapis.com', 'The ElevenLabs key is kept there.');
requiresRole('roles/datastore.user');
requiresRole('roles/eventarc.eventReceiver');
requiresRole('roles/run.invoker');
requiresRole('roles/secretmanager.secretAccessor');

/** What every function that talks to ElevenLabs shares: enough processor for TLS, waiting is cheap. */
const knowledgeOptions = {
  region,
  memory: '512MiB' as const,
  cpu: 1,
  concurrency: 20,
  maxInstances: 1,
  secrets: [elevenLabsApiKey],
} satisfies GlobalOptions;

/**
 * Events wait for a slot, so they may take long. With `retry` an event whose handler could not reach
 * Firestore comes again; every other failure is settled in the document.
 */
const knowledgeEvent = {
  ...knowledgeOptions,
  document: 'knowledge/{documentId}' as const,
  timeoutSeconds: 540,
  retry: true,
};

/** Brings a new knowledge document to ElevenLabs. */
export const onKnowledgeCreated = onDocumentCreated({ ...knowledgeEvent, maxInstances: 2 }, async ({ params }) => {
  await syncDocument(knowledgeContext(), params.documentId, { cause: 'automatic' });
});

/** Brings a changed title or text over, in place; any other change, the functions' own included, is none. */
export const onKnowledgeUpdated = onDocumentUpdated(knowledgeEvent, async ({ params, data }) => {
  const changed = ['title', 'content'].some((field) => data?.before.get(field) !== data?.after.get(field));
  if (changed) await syncDocument(knowledgeContext(), params.documentId, { cause: 'automatic' });
});

/** Removes a deleted document at ElevenLabs. */
export const onKnowledgeDeleted = onDocumentDeleted(knowledgeEvent, async ({ params, data }) => {
  await removeDeleted(knowledgeContext(), params.documentId, data?.data());
});

/** Manual retry by an editor: `{documentId}` in, `{documentId, status, error}` out. */
export const retryKnowledgeSync = onCall(
  { ...knowledgeOptions, enforceAppCheck, timeoutSeconds: 120 },
  async (request) => {
    requireEditor(request);
    const { documentId } = readInput(z.strictObject({ documentId: documentIdSchema }), request.data);
    const answer = await retryDocument(knowledgeContext(), documentId);
    if (answer !== null) return answer;
    throw new HttpsError('not-found', 'This document does not exist any more.');
  },
);

/** Takes up what no event reached, what was abandoned and what is due. */
export const sweepKnowledge = onSchedule(
  { ...knowledgeOptions, schedule: 'every 1 minutes', timeoutSeconds: 300, concurrency: 1, retryCount: 0 },
  async () => {
    await sweep(knowledgeContext());
  },
);

/** A listing of everything takes its time; it sends one request at a time. */
const reconcileOptions = { ...knowledgeOptions, timeoutSeconds: 1800, concurrency: 1 };

/** Compares ElevenLabs with Firestore for an editor: `{apply?, force?}` in, `{report, ordered}` out. */
export const reconcileKnowledge = onCall({ ...reconcileOptions, enforceAppCheck }, async (request) => {
  requireEditor(request);
  return await answerReconcile(knowledgeContext(), readInput(reconcileInput, request.data));
});

/** Writes the same report once a week, on Monday morning (UTC), and changes nothing else. */
export const reportKnowledge = onSchedule(
  { ...reconcileOptions, schedule: '0 4 * * 1', timeZone: 'Etc/UTC', retryCount: 3 },
  async () => {
    await reportDifferences(knowledgeContext());
  },
);

/** What the tunebook functions share. They bind no secret: thesession.org asks for none. */
const tunebookOptions = { region, cpu: 1, concurrency: 20, enforceAppCheck };

/**
 * Brings a member's tunebook into the caller's collection: `{memberId?, learnStatus?, saveMemberId?,
 * retry?}` in, `{success, message, results}` out. Two instances: each has four requests in flight.
 */
export const syncTunebook = onCall(
  { ...tunebookOptions, memory: '512MiB', maxInstances: 2, timeoutSeconds: 540 },
  async (request) => {
    const uid = requireUser(request);
    return await startSync(tunebookContext(), uid, readInput(syncInput, request.data));
  },
);

/** Asks the caller's running sync to stop: nothing in, `{cancelled}` out. */
export const cancelTunebookSync = onCall(
  { ...tunebookOptions, memory: '256MiB', maxInstances: 1, timeoutSeconds: 30 },
  async (request) => {
    const uid = requireUser(request);
    readInput(cancelInput, request.data);
    return await cancelSync(tunebookContext(), uid);
  },
);

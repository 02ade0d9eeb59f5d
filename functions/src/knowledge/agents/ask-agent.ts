import { z } from 'zod';
import { CallableError } from '../../callable-error.ts';
import { paths } from '../../shared/paths.ts';
import type { RetrievedChunk } from '../../upstream/agents.ts';
import { failureOf } from '../../upstream/errors.ts';
import type { KnowledgeContext } from '../context.ts';
import { agentFailure } from './failure.ts';
import { agentRequest } from './request.ts';

/** The most values of an `in` query (Firestore documentation). */
const idsAtOnce = 30;

const queryHint = 'Ask a question of 1 to 500 characters.';
const agentHint = 'Enter the id of an agent: 1 to 100 letters, digits, "_" or "-".';

/** What `askAgent` takes. Without an agent, ELEVENLABS_AGENT_ID is asked. */
export const askAgentInput = z.strictObject({
  query: z.string(queryHint).trim().min(1, queryHint).max(500, queryHint),
  agentId: z
    .string(agentHint)
    .regex(/^[A-Za-z0-9_-]{1,100}$/, agentHint)
    .optional(),
});

/** Part of a document. */
interface Chunk {
  /** Null for a document that is not ours. */
  documentId: string | null;
  /** The title; of a document that is not ours, its name at ElevenLabs. */
  title: string;
  text: string;
  /** Smaller is closer to the question; null when ElevenLabs does not say. */
  distance: number | null;
}

/** What `askAgent` answers. */
export interface AgentAnswer {
  /** Best first; at most 50. */
  chunks: Chunk[];
}

/** Users whose question is being answered. The function has one instance, so this covers all. */
const asking = new Set<string>();

/**
 * What an agent would retrieve for a question. Each user asks one question at a time. Throws CallableError
 * `failed-precondition`, `not-found`, `resource-exhausted` or `unavailable`.
 */
export async function askAgent(
  context: KnowledgeContext,
  { query, agentId = context.agentId ?? undefined }: z.infer<typeof askAgentInput>,
  uid: string,
): Promise<AgentAnswer> {
  if (agentId === undefined) {
    const message = 'No agent is configured. Ask your administrator to set ELEVENLABS_AGENT_ID.';
    throw new CallableError('failed-precondition', message);
  }
  if (asking.has(uid)) {
    throw new CallableError('resource-exhausted', 'Your last question is still being answered. Wait for its answer.');
  }
  asking.add(uid);
  try {
    return { chunks: await retrieve(context, agentId, query) };
  } finally {
    asking.delete(uid);
  }
}

async function retrieve(context: KnowledgeContext, agentId: string, query: string): Promise<Chunk[]> {
  const { elevenLabs, log, now } = context;
  const begun = now();
  let retrieved: RetrievedChunk[];
  try {
    retrieved = await agentRequest(context, (options) => elevenLabs.retrieve(agentId, query, options));
  } catch (error) {
    if (error instanceof CallableError) throw error;
    const failure = failureOf(error);
    const { type, status, code } = failure;
    log('WARNING', 'knowledge.question_failed', { agentId, type, status, code });
    if (type !== 'not_found') throw agentFailure(failure);
    const message = 'ElevenLabs does not know this agent. Ask your administrator to check ELEVENLABS_AGENT_ID.';
    throw new CallableError('not-found', message);
  }
  const documents = await findDocuments(context, new Set(retrieved.map(({ elevenLabsId }) => elevenLabsId)));
  const chunks = retrieved.map(({ elevenLabsId, documentName, text, distance }): Chunk => {
    const document = documents.get(elevenLabsId);
    return { documentId: document?.id ?? null, title: document?.title ?? documentName, text, distance };
  });
  const foreign = chunks.filter(({ documentId }) => documentId === null).length;
  log('INFO', 'knowledge.question_answered', { agentId, chunks: chunks.length, foreign, durationMs: now() - begun });
  return chunks;
}

/** Our documents by the ids of their remote documents. */
async function findDocuments({ db, textFields }: KnowledgeContext, remoteIds: ReadonlySet<string>) {
  const ids = [...remoteIds];
  const documents = new Map<string, { id: string; title: string }>();
  for (let start = 0; start < ids.length; start += idsAtOnce) {
    const query = db
      .collection(paths.knowledge)
      .where('sync.elevenLabsId', 'in', ids.slice(start, start + idsAtOnce))
      .select(textFields.title, 'sync.elevenLabsId');
    for (const snapshot of (await query.get()).docs) {
      const title: unknown = snapshot.get(textFields.title);
      const found = { id: snapshot.id, title: typeof title === 'string' ? title : '' };
      documents.set(String(snapshot.get('sync.elevenLabsId')), found);
    }
  }
  return documents;
}

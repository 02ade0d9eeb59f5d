import { z } from 'zod';
import { CallableError } from '../../callable-error.ts';
import { paths } from '../../shared/paths.ts';
import type { Agent } from '../../upstream/agents.ts';
import { isGone } from '../../upstream/elevenlabs.ts';
import { failureOf } from '../../upstream/errors.ts';
import type { KnowledgeContext } from '../context.ts';
import { documentIdSchema, readRemoteIdentity } from '../read-document.ts';
import { agentFailure } from './failure.ts';
import { agentRequest } from './request.ts';

/** What `findAgents` takes. */
export const findAgentsInput = z.strictObject({ documentId: documentIdSchema });

/** What `findAgents` answers. */
export interface FoundAgents {
  agents: Agent[];
  /** Whether other agents use the document too. */
  more: boolean;
}

/**
 * The agents that use a document, which lose it when it is deleted. Sends nothing for a document that
 * ElevenLabs does not have. Throws CallableError `not-found`, `failed-precondition`, `resource-exhausted` or
 * `unavailable`.
 */
export async function findAgents(context: KnowledgeContext, documentId: string): Promise<FoundAgents> {
  const { db, elevenLabs, log, now } = context;
  const [snapshot] = await db.getAll(db.collection(paths.knowledge).doc(documentId), {
    fieldMask: ['sync.elevenLabsId'],
  });
  if (!snapshot?.exists) throw new CallableError('not-found', 'This document no longer exists.');
  const { elevenLabsId } = readRemoteIdentity(snapshot.data());
  if (elevenLabsId === null) return { agents: [], more: false };
  const begun = now();
  try {
    const found = await agentRequest(context, (options) => elevenLabs.dependentAgents(elevenLabsId, options));
    log('INFO', 'knowledge.agents_found', { documentId, agents: found.agents.length, durationMs: now() - begun });
    return found;
  } catch (error) {
    if (error instanceof CallableError) throw error;
    if (isGone(error)) return { agents: [], more: false };
    const failure = failureOf(error);
    const { type, status, code } = failure;
    log('WARNING', 'knowledge.agents_not_found', { documentId, type, status, code });
    throw agentFailure(failure);
  }
}

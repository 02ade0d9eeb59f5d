import { z } from 'zod';
import type { CallOptions } from './call-options.ts';
import type { Http } from './http.ts';

/** The most agents that are listed for a document, the largest page of the API. */
const agentsListed = 100;

/** The most chunks of an answer. Agents retrieve about 20 at most (ElevenLabs documentation). */
const chunksKept = 50;

/** Longer texts of a chunk are cut. */
const chunkCharacters = 5000;

/** An agent; `name` is null when the API key may not see it. */
export interface Agent {
  id: string;
  name: string | null;
}

/** Part of a document that an agent retrieved for a question. */
export interface RetrievedChunk {
  elevenLabsId: string;
  documentName: string;
  text: string;
  /** Smaller is closer; null when ElevenLabs does not say. */
  distance: number | null;
}

/** How agents use documents. Calls throw only UpstreamError. */
export interface AgentCalls {
  /** The first 100 agents that use a document; `more` when there are others. */
  dependentAgents(documentId: string, options: CallOptions): Promise<{ agents: Agent[]; more: boolean }>;
  /** What an agent would retrieve for a question, best first, by the agent's own settings. */
  retrieve(agentId: string, query: string, options: CallOptions): Promise<RetrievedChunk[]>;
}

const dependents = z.object({
  agents: z.array(z.object({ id: z.string(), name: z.string().trim().min(1).nullish().catch(null) })),
  has_more: z.boolean(),
});

const retrieved = z.object({
  chunks: z.array(
    z.object({
      document_id: z.string(),
      document_name: z.string(),
      text: z.string(),
      vector_distance: z.number().nullish().catch(null),
    }),
  ),
});

/** @param basePath of the knowledge base. */
export function agentCalls(call: Http, basePath: string): AgentCalls {
  return {
    async dependentAgents(documentId, options) {
      const path = `${basePath}/${encodeURIComponent(documentId)}/dependent-agents`;
      const query = { page_size: agentsListed };
      const answer = await call({ ...options, method: 'GET', path, query }, dependents);
      const agents = new Map(answer.agents.map(({ id, name }) => [id, { id, name: name ?? null }]));
      return { agents: [...agents.values()], more: answer.has_more };
    },
    async retrieve(agentId, query, options) {
      const path = `/v1/convai/agents/${encodeURIComponent(agentId)}/knowledge-base/rag-query`;
      const { chunks } = await call({ ...options, method: 'POST', path, body: { query } }, retrieved);
      return chunks.slice(0, chunksKept).map((chunk) => ({
        elevenLabsId: chunk.document_id,
        documentName: chunk.document_name,
        text: chunk.text.slice(0, chunkCharacters),
        distance: chunk.vector_distance ?? null,
      }));
    },
  };
}

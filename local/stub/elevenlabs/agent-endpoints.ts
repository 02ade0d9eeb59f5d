import { agentView } from './agents.ts';
import type { ApiContext } from './api-context.ts';
import { type Endpoint, ok, requireDocument } from './endpoint.ts';
import { ApiError } from './error-answers.ts';
import type { StubDocument } from './knowledge-base.ts';
import { rankChunks } from './rag-query.ts';
import { dependentAgentsQuery, parseBody, parseQuery, ragQueryBody, ragQueryQuery } from './request-schemas.ts';

/** GET /{id}/dependent-agents. The cursor is the id of the last agent of a page. */
export function dependentAgents(documentId: string): Endpoint {
  return (request) => {
    const { page_size: size, cursor, dependent_type: type } = parseQuery(request, dependentAgentsQuery);
    return (context) => {
      const attached = requireDocument(context.knowledgeBase, documentId).agents;
      // The stub knows no tools or other resources through which an agent could depend on a document.
      const ids = type === 'transitive' ? [] : attached;
      const start = cursor === undefined ? 0 : ids.indexOf(cursor) + 1;
      if (cursor !== undefined && start === 0) throw new ApiError(400, 'invalid_request', 'The cursor is not valid.');
      const page = ids.slice(start, start + size);
      const more = start + page.length < ids.length;
      return ok({
        agents: page.map((id) => agentView(context.agents, id)),
        branches: [],
        next_cursor: more ? (page.at(-1) ?? null) : null,
        has_more: more,
      });
    };
  };
}

/** POST /v1/convai/agents/{id}/knowledge-base/rag-query */
export function queryAgent(agentId: string): Endpoint {
  return (request) => {
    parseQuery(request, ragQueryQuery);
    const { query } = parseBody(request, ragQueryBody);
    return (context) => {
      const chunks = rankChunks(retrievableDocuments(context, agentId), query);
      return ok({
        retrieval_query: query,
        chunks: chunks.map(({ document, index, text, distance }) => ({
          document_id: document.id,
          document_name: document.name,
          chunk_id: `chunk_${document.id}_${index}`,
          text,
          vector_distance: distance,
          content_format: 'html',
          document_type: 'text',
        })),
      });
    };
  };
}

/** The agent's documents with a complete index. Throws ApiError 404 for an unknown agent. */
function retrievableDocuments({ knowledgeBase, agents, indexes }: ApiContext, agentId: string) {
  const used = knowledgeBase.list().filter((document) => document.agents.includes(agentId));
  if (used.length === 0 && agents.find(agentId) === undefined) {
    throw new ApiError(404, 'agent_not_found', `Agent ${agentId} not found.`);
  }
  const isIndexed = ({ id }: Readonly<StubDocument>) => indexes.list(id).some(({ status }) => status === 'succeeded');
  return used.filter(isIndexed);
}

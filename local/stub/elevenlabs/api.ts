import { type Answer, jsonAnswer, type StubRequest } from '../http-message.ts';
import { dependentAgents, queryAgent } from './agent-endpoints.ts';
import type { ApiContext } from './api-context.ts';
import { content, createFolder, createText, list, read, remove, update } from './document-endpoints.ts';
import { type Endpoint, trace } from './endpoint.ts';
import { ApiError, answerError } from './error-answers.ts';
import { computeIndexes, deleteIndex, indexTotals } from './rag-index-endpoints.ts';

const basePath = '/v1/convai/knowledge-base';

/** Path segments that are not document ids. */
const reserved = new Set(['text', 'folder', 'rag-index']);

/** The document id in a request path, or null. */
export function documentIdIn(path: string): string | null {
  const id = /^\/v1\/convai\/knowledge-base\/([^/]+)(?:\/|$)/.exec(path)?.[1];
  return id === undefined || reserved.has(id) ? null : id;
}

/**
 * Answers one request. Like the real service it checks the request's shape first (422), then the key
 * (401), then the documents.
 */
export function answerApi(context: ApiContext, request: StubRequest): Answer {
  try {
    const endpoint = route(request);
    if (endpoint === null) return jsonAnswer(404, { detail: 'Not Found' }, trace());
    const run = endpoint(request);
    requireKey(context, request);
    return run(context);
  } catch (error) {
    return answerError(error);
  }
}

function route({ method, path }: StubRequest): Endpoint | null {
  switch (`${method} ${path}`) {
    case `GET ${basePath}`:
      return list;
    case `POST ${basePath}/text`:
      return createText;
    case `POST ${basePath}/folder`:
      return createFolder;
    case `GET ${basePath}/rag-index`:
      return indexTotals;
    case `POST ${basePath}/rag-index`:
      return computeIndexes;
  }
  const agentId = /^\/v1\/convai\/agents\/([^/]+)\/knowledge-base\/rag-query$/.exec(path)?.[1];
  if (agentId !== undefined) return method === 'POST' ? queryAgent(agentId) : null;
  const id = documentIdIn(path);
  return id === null ? null : routeDocument(method, id, path.slice(`${basePath}/${id}`.length));
}

/** @param rest the path after the document id. */
function routeDocument(method: string, id: string, rest: string): Endpoint | null {
  const indexId = /^\/rag-index\/([^/]+)$/.exec(rest)?.[1];
  if (indexId !== undefined) return method === 'DELETE' ? deleteIndex(id, indexId) : null;
  switch (`${method} ${rest}`) {
    case 'GET ':
      return read(id);
    case 'PATCH ':
      return update(id);
    case 'DELETE ':
      return remove(id);
    case 'GET /content':
      return content(id);
    case 'GET /dependent-agents':
      return dependentAgents(id);
    default:
      return null;
  }
}

function requireKey({ apiKey }: ApiContext, request: StubRequest): void {
  const sent = request.headers.get('xi-api-key') ?? '';
  if (sent === '')
    throw new ApiError(401, 'needs_authorization', 'Neither authorization header nor xi-api-key received.');
  if (apiKey !== null && sent !== apiKey) throw new ApiError(401, 'invalid_api_key', 'Invalid API key.');
}

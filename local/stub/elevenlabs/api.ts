import { type Answer, jsonAnswer, type StubRequest } from '../http-message.ts';
import { createdView, fullView, summaryView } from './document-views.ts';
import { ApiError, answerError, newTraceId } from './error-answers.ts';
import type { KnowledgeBase, StubDocument } from './knowledge-base.ts';
import { listPage } from './listing.ts';
import {
  createFolderBody,
  createTextBody,
  emptyQuery,
  listQuery,
  parseBody,
  parseQuery,
  readQuery,
  removeQuery,
  updateBody,
} from './request-schemas.ts';

/** The state behind the API. */
export interface ApiContext {
  knowledgeBase: KnowledgeBase;
  /** The accepted `xi-api-key`; null accepts any non-empty key. */
  apiKey: string | null;
}

const basePath = '/v1/convai/knowledge-base';

/** A document without a name is named after the start of its text; the API does not document the length. */
const nameFromTextCharacters = 50;

/** The document id in a request path, or null. */
export function documentIdIn(path: string): string | null {
  return /^\/v1\/convai\/knowledge-base\/([^/]+)(?:\/content)?$/.exec(path)?.[1] ?? null;
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

/** Validates the request and returns the action to run after the key check. */
type Endpoint = (request: StubRequest) => (context: ApiContext) => Answer;

function route({ method, path }: StubRequest): Endpoint | null {
  const id = documentIdIn(path);
  if (method === 'GET' && path === basePath) return list;
  if (method === 'POST' && path === `${basePath}/text`) return createText;
  if (method === 'POST' && path === `${basePath}/folder`) return createFolder;
  if (id === null) return null;
  if (method === 'GET' && path.endsWith('/content')) return content(id);
  if (method === 'GET') return read(id);
  if (method === 'PATCH') return update(id);
  return method === 'DELETE' ? remove(id) : null;
}

const list: Endpoint = (request) => {
  const query = parseQuery(request, listQuery);
  return ({ knowledgeBase }) => {
    const { documents, nextCursor } = listPage(knowledgeBase, query);
    const views = documents.map((document) => summaryView(knowledgeBase, document));
    return ok({ documents: views, next_cursor: nextCursor, has_more: nextCursor !== null });
  };
};

const createText: Endpoint = (request) => {
  parseQuery(request, emptyQuery);
  const { text, name, parent_folder_id: parent } = parseBody(request, createTextBody);
  return ({ knowledgeBase }) => {
    const parentFolderId = requireFolder(knowledgeBase, parent);
    const added = { name: name ?? (text.slice(0, nameFromTextCharacters) || 'Untitled'), text, parentFolderId };
    return ok(createdView(knowledgeBase, knowledgeBase.add(added)));
  };
};

const createFolder: Endpoint = (request) => {
  parseQuery(request, emptyQuery);
  const { name, parent_folder_id: parent } = parseBody(request, createFolderBody);
  return ({ knowledgeBase }) => {
    const parentFolderId = requireFolder(knowledgeBase, parent);
    return ok(createdView(knowledgeBase, knowledgeBase.add({ type: 'folder', name, text: '', parentFolderId })));
  };
};

function read(id: string): Endpoint {
  return (request) => {
    parseQuery(request, readQuery);
    return ({ knowledgeBase }) => ok(fullView(knowledgeBase, requireDocument(knowledgeBase, id)));
  };
}

function content(id: string): Endpoint {
  return (request) => {
    parseQuery(request, emptyQuery);
    return ({ knowledgeBase }) => {
      const { text } = requireDocument(knowledgeBase, id);
      return { status: 200, headers: { 'content-type': 'text/html; charset=utf-8', ...trace() }, body: text };
    };
  };
}

function update(id: string): Endpoint {
  return (request) => {
    parseQuery(request, emptyQuery);
    const { name, content: text } = request.body === '' ? {} : parseBody(request, updateBody);
    return ({ knowledgeBase }) => {
      const document = requireDocument(knowledgeBase, id);
      if (text != null && document.type === 'folder') {
        throw new ApiError(400, 'invalid_request', 'A folder has no content.');
      }
      knowledgeBase.update(id, { name: name ?? document.name, text: text ?? document.text });
      return ok(fullView(knowledgeBase, document));
    };
  };
}

function remove(id: string): Endpoint {
  return (request) => {
    const { force } = parseQuery(request, removeQuery);
    return ({ knowledgeBase }) => {
      const document = requireDocument(knowledgeBase, id);
      if (!force && document.agents.length > 0) {
        const message = `Document ${id} is attached to agents. Detach it or delete it with force=true.`;
        throw new ApiError(400, 'document_has_dependent_agents', message);
      }
      if (!force && knowledgeBase.childrenOf(id).length > 0) {
        throw new ApiError(400, 'invalid_request', `Folder ${id} is not empty. Delete it with force=true.`);
      }
      knowledgeBase.remove(id);
      return ok(null);
    };
  };
}

function requireKey({ apiKey }: ApiContext, request: StubRequest): void {
  const sent = request.headers.get('xi-api-key') ?? '';
  if (sent === '')
    throw new ApiError(401, 'needs_authorization', 'Neither authorization header nor xi-api-key received.');
  if (apiKey !== null && sent !== apiKey) throw new ApiError(401, 'invalid_api_key', 'Invalid API key.');
}

function requireDocument(knowledgeBase: KnowledgeBase, id: string): Readonly<StubDocument> {
  const document = knowledgeBase.find(id);
  if (document === undefined) throw new ApiError(404, 'document_not_found', `Document with id ${id} not found.`);
  return document;
}

function requireFolder(knowledgeBase: KnowledgeBase, id: string | null | undefined): string | null {
  if (id == null) return null;
  if (knowledgeBase.find(id)?.type === 'folder') return id;
  throw new ApiError(404, 'document_not_found', `Folder with id ${id} not found.`);
}

function ok(value: unknown): Answer {
  return jsonAnswer(200, value, trace());
}

function trace(): Record<string, string> {
  return { 'x-trace-id': newTraceId() };
}

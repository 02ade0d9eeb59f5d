import { createdView, fullView, summaryView } from './document-views.ts';
import { type Endpoint, ok, requireDocument, trace } from './endpoint.ts';
import { ApiError } from './error-answers.ts';
import type { KnowledgeBase } from './knowledge-base.ts';
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

/** A document without a name is named after the start of its text; the API does not document the length. */
const nameFromTextCharacters = 50;

/** GET / */
export const list: Endpoint = (request) => {
  const query = parseQuery(request, listQuery);
  return ({ knowledgeBase, agents }) => {
    const { documents, nextCursor } = listPage(knowledgeBase, query);
    const views = documents.map((document) => summaryView(knowledgeBase, agents, document));
    return ok({ documents: views, next_cursor: nextCursor, has_more: nextCursor !== null });
  };
};

/** POST /text */
export const createText: Endpoint = (request) => {
  parseQuery(request, emptyQuery);
  const { text, name, parent_folder_id: parent } = parseBody(request, createTextBody);
  return ({ knowledgeBase, agents: all }) => {
    const parentFolderId = requireFolder(knowledgeBase, parent);
    const agents = all.list().filter(({ usesNewDocuments }) => usesNewDocuments);
    const added = knowledgeBase.add({
      name: name ?? (text.slice(0, nameFromTextCharacters) || 'Untitled'),
      text,
      parentFolderId,
      agents: agents.map(({ id }) => id),
    });
    return ok(createdView(knowledgeBase, added));
  };
};

/** POST /folder */
export const createFolder: Endpoint = (request) => {
  parseQuery(request, emptyQuery);
  const { name, parent_folder_id: parent } = parseBody(request, createFolderBody);
  return ({ knowledgeBase }) => {
    const parentFolderId = requireFolder(knowledgeBase, parent);
    return ok(createdView(knowledgeBase, knowledgeBase.add({ type: 'folder', name, text: '', parentFolderId })));
  };
};

/** GET /{id} */
export function read(id: string): Endpoint {
  return (request) => {
    parseQuery(request, readQuery);
    return ({ knowledgeBase }) => ok(fullView(knowledgeBase, requireDocument(knowledgeBase, id)));
  };
}

/** GET /{id}/content */
export function content(id: string): Endpoint {
  return (request) => {
    parseQuery(request, emptyQuery);
    return ({ knowledgeBase }) => {
      const { text } = requireDocument(knowledgeBase, id);
      return { status: 200, headers: { 'content-type': 'text/html; charset=utf-8', ...trace() }, body: text };
    };
  };
}

/** PATCH /{id} */
export function update(id: string): Endpoint {
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

/** DELETE /{id} */
export function remove(id: string): Endpoint {
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

function requireFolder(knowledgeBase: KnowledgeBase, id: string | null | undefined): string | null {
  if (id == null) return null;
  if (knowledgeBase.find(id)?.type === 'folder') return id;
  throw new ApiError(404, 'document_not_found', `Folder with id ${id} not found.`);
}

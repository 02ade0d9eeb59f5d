import type { ApiContext } from './api-context.ts';
import { type Endpoint, ok, requireDocument } from './endpoint.ts';
import { ApiError } from './error-answers.ts';
import { embeddingModels, type RagIndex } from './rag-indexes.ts';
import { emptyQuery, type IndexItem, indexBatchBody, parseBody, parseQuery } from './request-schemas.ts';

/** GET /rag-index */
export const indexTotals: Endpoint = (request) => {
  parseQuery(request, emptyQuery);
  return ({ indexes }) => {
    const used = embeddingModels.map((model) => ({ model, used_bytes: indexes.usedBytes(model) }));
    const models = used.filter(({ used_bytes }) => used_bytes > 0);
    return ok({
      total_used_bytes: indexes.usedBytes(),
      total_max_bytes: indexes.settings.maxBytes,
      models,
    });
  };
};

/** POST /rag-index */
export const computeIndexes: Endpoint = (request) => {
  parseQuery(request, emptyQuery);
  const { items } = parseBody(request, indexBatchBody);
  return (context) => ok(Object.fromEntries(items.map((item) => [item.document_id, itemAnswer(context, item)])));
};

/** DELETE /{id}/rag-index/{indexId} */
export function deleteIndex(documentId: string, indexId: string): Endpoint {
  return (request) => {
    parseQuery(request, emptyQuery);
    return (context) => {
      requireDocument(context.knowledgeBase, documentId);
      const removed = context.indexes.remove(documentId, indexId);
      if (removed === null) throw new ApiError(404, 'rag_index_not_found', `RAG index ${indexId} not found.`);
      return ok(indexView(removed));
    };
  };
}

function itemAnswer({ knowledgeBase, indexes }: ApiContext, item: IndexItem) {
  const { document_id: documentId, create_if_missing: create, model } = item;
  const document = knowledgeBase.find(documentId);
  if (document === undefined) return failure('document_not_found', `Document with id ${documentId} not found.`);
  const known = indexes.list(documentId).find((index) => index.model === model);
  const index = create ? indexes.compute(document, model) : known;
  if (index === undefined) return failure('rag_index_not_found', `Document ${documentId} has no index for ${model}.`);
  return { status: 'success', data: indexView(index) };
}

function failure(status: string, message: string) {
  return { status: 'failure', error_code: 404, error_status: status, error_message: message };
}

function indexView({ id, model, status, progress, usedBytes }: RagIndex) {
  const usage = { used_bytes: usedBytes };
  return { id, model, status, progress_percentage: progress, document_model_index_usage: usage };
}

import { z } from 'zod';
import type { StubRequest } from '../http-message.ts';
import { type Stub, type StubOptions, startStub } from '../stub.ts';
import type { Agents } from './agents.ts';
import { answerApi, documentIdIn } from './api.ts';
import { type ApiOptions, createApiContext, resetApiContext } from './api-context.ts';
import { answerElevenLabsControl } from './control-endpoints.ts';
import { errorAnswer, faultErrorAnswer } from './error-answers.ts';
import type { KnowledgeBase } from './knowledge-base.ts';
import { answerPage } from './page.ts';
import type { RagIndexes } from './rag-indexes.ts';

/** A running stub of the ElevenLabs knowledge base. */
export interface ElevenLabsStub extends Stub {
  documents: KnowledgeBase;
  agents: Agents;
  indexes: RagIndexes;
  /** Changes the accepted key; null accepts any non-empty key. */
  setApiKey(apiKey: string | null): void;
}

export interface ElevenLabsStubOptions extends StubOptions, ApiOptions {}

/** The parts of a request body that name documents, even when the rest of the body is wrong. */
const bodyWithName = z.object({ name: z.string() });
const bodyWithItems = z.object({ items: z.array(z.object({ document_id: z.string() })) });

/**
 * Starts a stub of the ElevenLabs knowledge base on 127.0.0.1; `GET /` lists its documents.
 *
 * In addition to the control endpoints of every stub it has:
 * - `PUT /control/api-key {apiKey}`
 * - `POST /control/documents {name, text, createdAt?, agents?}`
 * - `PATCH /control/documents/{id} {name?, text?, updatedAt?}` and `DELETE /control/documents/{id}`: a
 *   change by hand in the dashboard
 * - `PUT /control/documents/{id}/agents {agents}`
 * - `PUT /control/documents/{id}/index {status, progress?}` and
 *   `PUT /control/documents/{id}/index-failures {times}`: the state of its index, and failures to come
 * - `PUT /control/agents/{id} {name, visible?, usesNewDocuments?}`
 * - `PUT /control/indexing {durationMs?, maxBytes?}`
 *
 * @throws PortTakenError when the port is in use.
 */
export async function startElevenLabsStub(options: ElevenLabsStubOptions = {}): Promise<ElevenLabsStub> {
  const context = createApiContext(options);
  const { knowledgeBase, agents, indexes } = context;
  const stub = await startStub(
    {
      describe: (request) => ({ names: namesIn(knowledgeBase, request), page: null }),
      process: (request) => answerApi(context, request),
      errorAnswer: faultErrorAnswer,
      tooManyAnswer: () => errorAnswer('detail', 429, 'concurrent_limit_exceeded', 'Too many concurrent requests.'),
      page: (request) => answerPage(context, request),
      control: (request) => answerElevenLabsControl(context, request),
      state: () => ({ documents: knowledgeBase.list(), agents: agents.list(), indexes: indexes.list() }),
      reset: () => resetApiContext(context, options),
    },
    options,
  );
  return {
    ...stub,
    documents: knowledgeBase,
    agents,
    indexes,
    setApiKey(apiKey) {
      context.apiKey = apiKey;
    },
  };
}

/**
 * The name in the body, the name searched for, and the present or former names of the documents that the
 * path or the body identifies.
 */
function namesIn(knowledgeBase: KnowledgeBase, request: StubRequest): string[] {
  const body = parseJson(request.body);
  const items = bodyWithItems.safeParse(body).data?.items ?? [];
  const ids = [documentIdIn(request.path), ...items.map(({ document_id: id }) => id)].filter((id) => id !== null);
  const sent = bodyWithName.safeParse(body).data?.name;
  return [sent, request.query.get('search'), ...ids.map((id) => knowledgeBase.nameOf(id))].filter(
    (name) => typeof name === 'string',
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

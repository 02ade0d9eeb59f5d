import { z } from 'zod';
import { ControlError, readControlBody } from '../control.ts';
import { type Answer, jsonAnswer, type StubRequest } from '../http-message.ts';
import type { ApiContext } from './api-context.ts';
import type { StubDocument } from './knowledge-base.ts';
import { indexStatuses } from './rag-indexes.ts';

const agentIds = z.array(z.string().min(1));

/** Unix milliseconds. */
const time = z.int().min(0);

const newDocument = z
  .strictObject({ name: z.string().min(1), text: z.string(), createdAt: time.optional(), agents: agentIds.optional() })
  .transform(({ createdAt = Date.now(), agents = [], ...rest }) => ({ ...rest, createdAt, agents }));

const documentEdit = z
  .strictObject({ name: z.string().min(1).optional(), text: z.string().optional(), updatedAt: time.optional() })
  .transform(({ updatedAt = Date.now(), ...rest }) => ({ ...rest, updatedAt }));

const indexState = z.strictObject({ status: z.enum(indexStatuses), progress: z.number().min(0).max(100).default(0) });

const indexingSettings = z.strictObject({ durationMs: time.nullable(), maxBytes: z.int().min(0) }).partial();

const agentSettings = z.strictObject({
  name: z.string().min(1),
  visible: z.boolean().default(true),
  usesNewDocuments: z.boolean().default(false),
});

/** Answers the control endpoints of the ElevenLabs stub (see startElevenLabsStub); null for any other path. */
export function answerElevenLabsControl(context: ApiContext, request: StubRequest): Answer | null {
  const { knowledgeBase, agents, indexes } = context;
  const agentId = /^\/control\/agents\/([^/]+)$/.exec(request.path)?.[1];
  if (agentId !== undefined && request.method === 'PUT') {
    const agent = { id: agentId, ...readControlBody(request, agentSettings) };
    agents.set(agent);
    return jsonAnswer(200, agent);
  }
  const [, documentId, part = ''] = /^\/control\/documents\/([^/]+)(?:\/([^/]+))?$/.exec(request.path) ?? [];
  if (documentId !== undefined) return answerDocumentControl(context, request, documentId, part);
  switch (`${request.method} ${request.path}`) {
    case 'PUT /control/api-key':
      context.apiKey = readControlBody(request, z.strictObject({ apiKey: z.string().min(1).nullable() })).apiKey;
      return jsonAnswer(200, {});
    case 'POST /control/documents':
      return jsonAnswer(201, knowledgeBase.add(readControlBody(request, newDocument)));
    case 'PUT /control/indexing':
      Object.assign(indexes.settings, readControlBody(request, indexingSettings));
      return jsonAnswer(200, indexes.settings);
    default:
      return null;
  }
}

function answerDocumentControl(context: ApiContext, request: StubRequest, id: string, part: string): Answer | null {
  const { knowledgeBase, indexes } = context;
  switch (`${request.method} ${part}`) {
    case 'PATCH ': {
      const { updatedAt, ...edit } = readControlBody(request, documentEdit);
      const { name, text } = requireDocument(context, id);
      knowledgeBase.update(id, { name: edit.name ?? name, text: edit.text ?? text }, updatedAt);
      return jsonAnswer(200, knowledgeBase.find(id));
    }
    case 'DELETE ':
      requireDocument(context, id);
      knowledgeBase.remove(id);
      return jsonAnswer(200, {});
    case 'PUT agents': {
      const { agents } = readControlBody(request, z.strictObject({ agents: agentIds }));
      if (!knowledgeBase.attach(id, agents)) throw unknownDocument(id);
      return jsonAnswer(200, knowledgeBase.find(id));
    }
    case 'PUT index':
      if (!indexes.setState(id, readControlBody(request, indexState))) {
        throw new ControlError(404, `The document ${id} has no index.`);
      }
      return jsonAnswer(200, indexes.list(id));
    case 'PUT index-failures': {
      const { times } = readControlBody(request, z.strictObject({ times: z.int().min(0) }));
      requireDocument(context, id);
      indexes.failNext(id, times);
      return jsonAnswer(200, {});
    }
    default:
      return null;
  }
}

function requireDocument({ knowledgeBase }: ApiContext, id: string): Readonly<StubDocument> {
  const document = knowledgeBase.find(id);
  if (document === undefined) throw unknownDocument(id);
  return document;
}

function unknownDocument(id: string): ControlError {
  return new ControlError(404, `The stub has no document ${id}.`);
}

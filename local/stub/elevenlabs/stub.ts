import { z } from 'zod';
import { ControlError, readControlBody } from '../control.ts';
import { type Answer, jsonAnswer, type StubRequest } from '../http-message.ts';
import { type Stub, type StubOptions, startStub } from '../stub.ts';
import { type ApiContext, answerApi, documentIdIn } from './api.ts';
import { errorAnswer, faultErrorAnswer } from './error-answers.ts';
import { KnowledgeBase } from './knowledge-base.ts';
import { answerPage } from './page.ts';

/** A running stub of the ElevenLabs knowledge base. */
export interface ElevenLabsStub extends Stub {
  documents: KnowledgeBase;
  /** Changes the accepted key; null accepts any non-empty key. */
  setApiKey(apiKey: string | null): void;
}

export interface ElevenLabsStubOptions extends StubOptions {
  /** The accepted `xi-api-key`. By default any non-empty key is accepted. */
  apiKey?: string | null;
}

/** The name in a request body, even when the rest of the body is wrong. */
const namedBody = z.object({ name: z.string() });

/**
 * Starts a stub of the ElevenLabs knowledge base on 127.0.0.1; `GET /` lists its documents.
 *
 * In addition to the control endpoints of every stub it has `PUT /control/api-key {apiKey}`, `POST
 * /control/documents {name, text, createdAt?, agents?}` and `PUT /control/documents/{id}/agents
 * {agents}`.
 *
 * @throws PortTakenError when the port is in use.
 */
export async function startElevenLabsStub(options: ElevenLabsStubOptions = {}): Promise<ElevenLabsStub> {
  const knowledgeBase = new KnowledgeBase();
  const context: ApiContext = { knowledgeBase, apiKey: options.apiKey ?? null };
  const stub = await startStub(
    {
      describe: (request) => ({ names: namesIn(knowledgeBase, request), page: null }),
      process: (request) => answerApi(context, request),
      errorAnswer: faultErrorAnswer,
      tooManyAnswer: () => errorAnswer('detail', 429, 'concurrent_limit_exceeded', 'Too many concurrent requests.'),
      page: (request) => answerPage(knowledgeBase, request),
      control: (request) => answerOwnControl(context, request),
      state: () => ({ documents: knowledgeBase.list() }),
      reset() {
        knowledgeBase.clear();
        context.apiKey = options.apiKey ?? null;
      },
    },
    options,
  );
  return {
    ...stub,
    documents: knowledgeBase,
    setApiKey(apiKey) {
      context.apiKey = apiKey;
    },
  };
}

/** The name in the body, the name searched for, and the present or former name of the document with the id. */
function namesIn(knowledgeBase: KnowledgeBase, request: StubRequest): string[] {
  const id = documentIdIn(request.path);
  const named = id === null ? undefined : knowledgeBase.nameOf(id);
  return [sentName(request.body), request.query.get('search'), named].filter((name) => typeof name === 'string');
}

function sentName(body: string): string | undefined {
  try {
    return namedBody.safeParse(JSON.parse(body)).data?.name;
  } catch {
    return undefined;
  }
}

function answerOwnControl(context: ApiContext, request: StubRequest): Answer | null {
  const { knowledgeBase } = context;
  const id = /^\/control\/documents\/([^/]+)\/agents$/.exec(request.path)?.[1];
  if (request.method === 'PUT' && id !== undefined) {
    const { agents } = readControlBody(request, z.strictObject({ agents: z.array(z.string().min(1)) }));
    if (!knowledgeBase.attach(id, agents)) throw new ControlError(404, `The stub has no document ${id}.`);
    return jsonAnswer(200, knowledgeBase.find(id));
  }
  switch (`${request.method} ${request.path}`) {
    case 'PUT /control/api-key':
      context.apiKey = readControlBody(request, z.strictObject({ apiKey: z.string().min(1).nullable() })).apiKey;
      return jsonAnswer(200, {});
    case 'POST /control/documents':
      return jsonAnswer(201, knowledgeBase.add(readControlBody(request, newDocumentSchema)));
    default:
      return null;
  }
}

/** `createdAt` is in Unix milliseconds. */
const newDocumentSchema = z
  .strictObject({
    name: z.string().min(1),
    text: z.string(),
    createdAt: z.int().min(0).optional(),
    agents: z.array(z.string().min(1)).optional(),
  })
  .transform(({ name, text, createdAt = Date.now(), agents = [] }) => ({ name, text, createdAt, agents }));

import { z } from 'zod';
import { ControlError, readControlBody } from '../control.ts';
import { type Answer, jsonAnswer, type StubRequest } from '../http-message.ts';
import { type Stub, type StubOptions, startStub } from '../stub.ts';
import { type ApiContext, answerApi, documentIdIn } from './api.ts';
import { errorAnswer, orderedErrorAnswer } from './error-answers.ts';
import { KnowledgeBase } from './knowledge-base.ts';
import { answerPage } from './page.ts';

/** A running stub of the ElevenLabs knowledge base. */
export interface ElevenLabsStub extends Stub {
  documents: KnowledgeBase;
  /** Accepts this key alone from now on; null accepts any that is not empty. */
  setApiKey(apiKey: string | null): void;
}

/** How it is started. */
export interface ElevenLabsStubOptions extends StubOptions {
  /** The accepted `xi-api-key`; null or none accepts any that is not empty. */
  apiKey?: string | null;
}

/** What a request's body may say about a name, whatever else is wrong with it. */
const namedBody = z.object({ name: z.string() });

/**
 * Starts a stub of the ElevenLabs knowledge base on 127.0.0.1; `GET /` shows what it holds.
 *
 * Besides the endpoints of every stub it has `PUT /control/api-key {apiKey}`, `POST
 * /control/documents {name, text, createdAt?, agents?}` and `PUT /control/documents/{id}/agents
 * {agents}`.
 *
 * @throws PortTakenError when its port is in use.
 */
export async function startElevenLabsStub(options: ElevenLabsStubOptions = {}): Promise<ElevenLabsStub> {
  const knowledgeBase = new KnowledgeBase();
  const context: ApiContext = { knowledgeBase, apiKey: options.apiKey ?? null };
  const stub = await startStub(
    {
      about: (request) => ({ names: namesIn(knowledgeBase, request), page: null }),
      process: (request) => answerApi(context, request),
      errorAnswer: orderedErrorAnswer,
      tooManyAnswer: () => errorAnswer('detail', 429, 'concurrent_limit_exceeded', 'Too many requests at once.'),
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

/** The name that is sent, the one searched for, and the one held (or once held) under the id. */
function namesIn(knowledgeBase: KnowledgeBase, request: StubRequest): string[] {
  const id = documentIdIn(request.path);
  const held = id === null ? undefined : knowledgeBase.nameOf(id);
  return [sentName(request.body), request.query.get('search'), held].filter((name) => typeof name === 'string');
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
    if (!knowledgeBase.attach(id, agents)) throw new ControlError(404, `No document ${id} is held.`);
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

/** A document to hold that nobody sent. Times in Unix milliseconds. */
const newDocumentSchema = z
  .strictObject({
    name: z.string().min(1),
    text: z.string(),
    createdAt: z.int().min(0).optional(),
    agents: z.array(z.string().min(1)).optional(),
  })
  .transform(({ name, text, createdAt = Date.now(), agents = [] }) => ({ name, text, createdAt, agents }));

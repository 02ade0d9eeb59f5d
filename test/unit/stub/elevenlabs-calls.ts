import type { ElevenLabsStub } from '../../../local/stub/elevenlabs/stub.ts';

/** The key that the tests' stubs accept. */
export const acceptedKey = 'key-of-the-tests';

/** Path of the knowledge base. */
export const knowledgeBasePath = '/v1/convai/knowledge-base';

/** An answer as these tests look at it. `json` is undefined when the body is not JSON. */
export interface Reply {
  status: number;
  headers: Headers;
  text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests reach into answers whose shape they assert.
  json: any;
}

/** What can be said about a request besides its method and path. */
export interface CallOptions {
  body?: unknown;
  /** Sent as it is, instead of `body` as JSON. */
  rawBody?: string;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

/** Sends one request and reads the whole answer. */
export async function call(
  { url }: { url: string },
  method: string,
  path: string,
  { body, rawBody, headers, signal }: CallOptions = {},
): Promise<Reply> {
  const sent = rawBody ?? (body === undefined ? undefined : JSON.stringify(body));
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { 'content-type': 'application/json', 'xi-api-key': acceptedKey, ...headers },
    ...(sent === undefined ? {} : { body: sent }),
    ...(signal === undefined ? {} : { signal }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, json: parse(text) };
}

/** Creates a document and answers with its id. */
export async function create(stub: ElevenLabsStub, name: string, text = 'text'): Promise<string> {
  const reply = await call(stub, 'POST', `${knowledgeBasePath}/text`, { body: { name, text } });
  return reply.json.id;
}

/** Names held, oldest first. */
export function namesHeld(stub: ElevenLabsStub): string[] {
  return stub.documents.list().map(({ name }) => name);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

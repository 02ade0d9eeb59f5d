import type { ElevenLabsStub } from '../../../local/stub/elevenlabs/stub.ts';

export const acceptedKey = 'key-of-the-tests';

export const knowledgeBasePath = '/v1/convai/knowledge-base';

export interface Reply {
  status: number;
  headers: Headers;
  text: string;
  /** Undefined when the body is not JSON. */
  // biome-ignore lint/suspicious/noExplicitAny: tests reach into answers whose shape they assert.
  json: any;
}

export interface CallOptions {
  body?: unknown;
  /** Sent unchanged in place of `body`. */
  rawBody?: string;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

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

/** Creates a document and returns its id. */
export async function create(stub: ElevenLabsStub, name: string, text = 'text'): Promise<string> {
  const reply = await call(stub, 'POST', `${knowledgeBasePath}/text`, { body: { name, text } });
  return reply.json.id;
}

/** The names of the stub's documents, oldest first. */
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

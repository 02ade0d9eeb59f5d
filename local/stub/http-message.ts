import type { IncomingMessage, ServerResponse } from 'node:http';

/** A request that has arrived completely. */
export interface StubRequest {
  method: string;
  /** Still percent-encoded, without the query. */
  path: string;
  query: URLSearchParams;
  /** By lower-case name; the first value of a repeated header. */
  headers: ReadonlyMap<string, string>;
  /** Decoded as UTF-8; empty when there is no body. */
  body: string;
}

export interface Answer {
  status: number;
  headers: Readonly<Record<string, string>>;
  body: string;
}

/** The request body is larger than 8 MB. */
export class BodyTooLargeError extends Error {
  override readonly name = 'BodyTooLargeError';
}

/** Several times the largest document, which has 900 000 bytes. */
const maximumBodyBytes = 8_000_000;

/**
 * Reads a request to its end.
 *
 * @throws BodyTooLargeError, or the socket's error when the client disconnects early.
 */
export async function readRequest(message: IncomingMessage): Promise<StubRequest> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of message) {
    const piece = Buffer.from(chunk);
    bytes += piece.length;
    if (bytes <= maximumBodyBytes) chunks.push(piece);
  }
  // Thrown after the whole body has arrived: a client that is still sending does not read the answer.
  if (bytes > maximumBodyBytes) throw new BodyTooLargeError(`The body is larger than ${maximumBodyBytes} bytes.`);
  // With a base URL, a path that starts with "//" would be read as a host.
  const url = new URL(`http://stub${message.url ?? '/'}`);
  const headers = Object.entries(message.headersDistinct).map(([name, values]): [string, string] => [
    name,
    values?.[0] ?? '',
  ]);
  return {
    method: message.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    headers: new Map(headers),
    body: Buffer.concat(chunks).toString('utf8'),
  };
}

export function jsonAnswer(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(value) };
}

/** The CSP allows inline styles only, so that text that was not escaped by mistake cannot run. */
export function htmlAnswer(status: number, body: string): Answer {
  return {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
      'cache-control': 'no-store',
    },
    body,
  };
}

/** Does nothing when the client has disconnected. */
export function send(response: ServerResponse, { status, headers, body }: Answer): void {
  if (response.destroyed) return;
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}

import type { IncomingMessage, ServerResponse } from 'node:http';

/** A request that has come in whole, as the stubs look at it. */
export interface StubRequest {
  method: string;
  /** The path as it was sent, without the query. */
  path: string;
  query: URLSearchParams;
  /** Header values by lower-case name; of a repeated header, the first. */
  headers: ReadonlyMap<string, string>;
  /** The body as UTF-8 text; empty when there was none. */
  body: string;
}

/** What is sent back. */
export interface Answer {
  status: number;
  headers: Readonly<Record<string, string>>;
  body: string;
}

/** A body larger than a stub takes. */
export class BodyTooLargeError extends Error {
  override readonly name = 'BodyTooLargeError';
}

/** Bytes of the largest body that is read: several times the largest document (decided). */
const maximumBodyBytes = 8_000_000;

/**
 * Reads a request to its end.
 *
 * @throws BodyTooLargeError past 8 MB; the socket's error when the client goes away in the middle.
 */
export async function readRequest(message: IncomingMessage): Promise<StubRequest> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of message) {
    const piece = Buffer.from(chunk);
    bytes += piece.length;
    if (bytes <= maximumBodyBytes) chunks.push(piece);
  }
  // Thrown only now: a client that is still sending could not read the answer.
  if (bytes > maximumBodyBytes) throw new BodyTooLargeError(`The body is larger than ${maximumBodyBytes} bytes.`);
  // The path may begin with "//", which URL would take for a host: so the origin is put before it.
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

/** An answer with a JSON body. */
export function jsonAnswer(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(value) };
}

/**
 * An answer with an HTML page. The policy lets nothing run or load but inline style, so that a
 * text that slips through unescaped stays harmless.
 */
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

/** Sends an answer; does nothing when the client has gone. */
export function send(response: ServerResponse, { status, headers, body }: Answer): void {
  if (response.destroyed) return;
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { afterAll, beforeAll, beforeEach } from 'vitest';

/** A request with its body. */
interface ReceivedRequest {
  method: string;
  /** Path and query. */
  url: string;
  headers: IncomingMessage['headers'];
  body: string;
  /** Identifies the TCP connection. */
  connection: object;
}

/** Answers one request, or leaves it unanswered. */
export type Reply = (response: ServerResponse, request: ReceivedRequest) => void;

/** A server on 127.0.0.1 that answers each request with the next reply of a script and repeats the last one. */
export interface ScriptedServer {
  url(): string;
  script(...replies: Reply[]): void;
  received: ReceivedRequest[];
}

/** Starts a server for the tests of a file and clears requests and script before each test. */
export function scriptedServer(): ScriptedServer {
  const received: ReceivedRequest[] = [];
  let replies: Reply[] = [];
  let url = '';
  const server = createServer(async (message, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of message) chunks.push(Buffer.from(chunk));
    const { method = '', url: path = '', headers, socket: connection } = message;
    const request = { method, url: path, headers, body: Buffer.concat(chunks).toString('utf8'), connection };
    received.push(request);
    const reply = replies.length > 1 ? replies.shift() : replies[0];
    reply?.(response, request);
  });
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen({ port: 0, host: '127.0.0.1' }, resolve));
    const address = server.address();
    url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  });
  beforeEach(() => {
    received.length = 0;
    replies = [];
  });
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return {
    url: () => url,
    script: (...next) => {
      replies = next;
    },
    received,
  };
}

/** A complete answer; a body that is not a string is sent as JSON. */
export function answer(status: number, body: unknown = '', headers: Record<string, string> = {}): Reply {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return (response) => {
    response.writeHead(status, { 'content-length': Buffer.byteLength(text), ...headers });
    response.end(text);
  };
}

/** Breaks the connection before the answer. */
export const reset: Reply = (response) => response.destroy();

/** Never answers. */
export const silence: Reply = () => {};

/** Sends the headers and half of a success, then breaks the connection. */
export const interrupted: Reply = (response) => {
  response.writeHead(200, { 'content-length': 100 });
  response.write('{"id": "half', () => response.destroy());
};

/** Sends headers at once, then a byte every few milliseconds until the client leaves. */
export const drip: Reply = (response) => {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.write('{');
  const timer = setInterval(() => response.write(' '), 5);
  response.once('close', () => clearInterval(timer));
};

import type { ServerResponse } from 'node:http';
import type { FaultAction } from './faults.ts';
import { type Answer, htmlAnswer, send } from './http-message.ts';

/** Pieces in which a slow body is sent. */
const slowPieces = 10;

/** Sends a success that cannot be read; `answer` is what would have been sent. */
export function sendUnreadable(
  response: ServerResponse,
  body: Extract<FaultAction, { kind: 'unreadable' }>['body'],
  answer: Answer,
): void {
  const half = answer.body.slice(0, Math.ceil(answer.body.length / 2));
  switch (body) {
    case 'truncated':
      send(response, { ...answer, body: half });
      break;
    case 'html':
      send(response, htmlAnswer(answer.status, '<!doctype html><title>One moment</title>'));
      break;
    case 'empty':
      send(response, { ...answer, body: '' });
      break;
    case 'interrupted':
      writeHead(response, answer);
      response.write(half, () => response.destroy());
  }
}

/** Sends the headers at once and the body in pieces; `pause` is waited for before each of them. */
export async function sendSlowly(
  response: ServerResponse,
  answer: Answer,
  pause: (shareOfTime: number) => Promise<void>,
): Promise<void> {
  const bytes = Buffer.from(answer.body);
  const size = Math.ceil(bytes.length / slowPieces);
  writeHead(response, answer);
  response.flushHeaders();
  for (let start = 0; start < bytes.length && !response.destroyed; start += size) {
    await pause(1 / slowPieces);
    response.write(bytes.subarray(start, start + size));
  }
  response.end();
}

function writeHead(response: ServerResponse, { status, headers, body }: Answer): void {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
}

import type { ServerResponse } from 'node:http';
import type { FaultAction } from './faults.ts';
import { type Answer, htmlAnswer, send } from './http-message.ts';

/** Chunks of a slow body. */
const slowChunks = 10;

/** Sends a success with a body that the client cannot parse, in place of `answer`. */
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

/** Sends the headers at once and the body in chunks, awaiting `pause` before each chunk. */
export async function sendSlowly(
  response: ServerResponse,
  answer: Answer,
  pause: (shareOfTime: number) => Promise<void>,
): Promise<void> {
  const bytes = Buffer.from(answer.body);
  const size = Math.ceil(bytes.length / slowChunks);
  writeHead(response, answer);
  response.flushHeaders();
  for (let start = 0; start < bytes.length && !response.destroyed; start += size) {
    await pause(1 / slowChunks);
    response.write(bytes.subarray(start, start + size));
  }
  response.end();
}

function writeHead(response: ServerResponse, { status, headers, body }: Answer): void {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
}

/** Headers and body of the fault replace the upstream's own. */
export function withOverrides(answer: Answer, { headers, body }: Extract<FaultAction, { kind: 'status' }>): Answer {
  const overrides = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
  return { ...answer, headers: { ...answer.headers, ...Object.fromEntries(overrides) }, body: body ?? answer.body };
}

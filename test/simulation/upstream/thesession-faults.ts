import { requestTimeoutMs } from '../../../lab/faults/request-timeout.ts';
import type { FaultRule } from '../../../local/stub/faults.ts';

type FaultAction = FaultRule['actions'][number];

const status = (code: number, headers: Readonly<Record<string, string>> = {}): FaultAction => {
  return { kind: 'status', status: code, headers };
};
const answer = (body: string): FaultAction => ({ kind: 'status', status: 200, body });
const tooLongMs = requestTimeoutMs * 2;

/** Every kind of fault of thesession.org. */
export const pageFaults: Readonly<Record<string, FaultAction>> = {
  '301': status(301, { location: '/elsewhere' }),
  '400': status(400),
  '403': status(403),
  '404': status(404),
  '408': status(408),
  '410': status(410),
  '429': status(429),
  '429 seconds': status(429, { 'retry-after': '1' }),
  '429 malformed': status(429, { 'retry-after': 'soon' }),
  '451': status(451),
  '500': status(500),
  '502': status(502),
  '503 past': status(503, { 'retry-after': 'Fri, 01 Jan 1999 00:00:00 GMT' }),
  '504': status(504),
  '529': status(529),
  'reset before': { kind: 'drop', when: 'before' },
  'reset after': { kind: 'drop', when: 'after' },
  late: { kind: 'delay', ms: tooLongMs, when: 'before' },
  slow: { kind: 'slow', ms: requestTimeoutMs / 4 },
  'too slow': { kind: 'slow', ms: tooLongMs },
  held: { kind: 'hold' },
  truncated: { kind: 'unreadable', body: 'truncated' },
  interrupted: { kind: 'unreadable', body: 'interrupted' },
  html: { kind: 'unreadable', body: 'html' },
  empty: { kind: 'unreadable', body: 'empty' },
  'no tunes': answer('{"pages":1}'),
  'pages without end': answer('{"pages":9007199254740991,"tunes":[]}'),
  pass: { kind: 'pass' },
};

import type { FailureType } from '../../../functions/src/upstream/errors.ts';
import { requestTimeoutMs } from '../../../lab/faults/request-timeout.ts';
import type { FaultRule } from '../../../local/stub/faults.ts';

type FaultAction = FaultRule['actions'][number];

/** A fault of ElevenLabs and its effect on a document. */
export interface UpstreamFault {
  action: FaultAction;
  /** The error type of the permanent failure it causes; null for a transient fault. */
  permanent: FailureType | null;
}

const status = (code: number, rest: Partial<Extract<FaultAction, { kind: 'status' }>> = {}): FaultAction => {
  return { kind: 'status', status: code, ...rest };
};
const transient = (action: FaultAction): UpstreamFault => ({ action, permanent: null });
const permanent = (type: FailureType, action: FaultAction): UpstreamFault => ({ action, permanent: type });
const retryAfter = (value: string) => ({ headers: { 'retry-after': value } });

const tooLongMs = requestTimeoutMs * 2;

/** Every classified status, every error shape, every way to lose a request or an answer, and every form of `Retry-After`. */
export const upstreamFaults: Readonly<Record<string, UpstreamFault>> = {
  '301': permanent('unknown', status(301, { headers: { location: '/elsewhere' } })),
  '307': permanent('unknown', status(307, { headers: { location: 'http://127.0.0.1:9/' } })),
  '400': permanent('validation', status(400)),
  '400 quota': permanent('quota', status(400, { shape: 'legacy', code: 'quota_exceeded' })),
  '400 dependent': permanent('conflict', status(400, { code: 'document_has_dependent_agents' })),
  '401': permanent('auth', status(401)),
  '401 quota': permanent('quota', status(401, { code: 'quota_exceeded' })),
  '402': permanent('quota', status(402, { shape: 'text' })),
  '403': permanent('auth', status(403)),
  '404': permanent('not_found', status(404)),
  '404 address': permanent('not_found', status(404, { shape: 'text', body: '{"detail":"Not Found"}' })),
  '408': transient(status(408, { processed: false })),
  '408 processed': transient(status(408, { processed: true })),
  '409': permanent('conflict', status(409)),
  '409 concurrent': transient(status(409, { code: 'concurrent_modification' })),
  '410': permanent('not_found', status(410, { code: 'gone' })),
  '413': permanent('validation', status(413)),
  '418': permanent('unknown', status(418)),
  '422': permanent('validation', status(422, { shape: 'validation' })),
  '429': transient(status(429)),
  '429 seconds': transient(status(429, retryAfter('1'))),
  '429 long': transient(status(429, retryAfter('30'))),
  '429 date': transient(status(429, retryAfter('Fri, 01 Jan 2038 00:00:00 GMT'))),
  '429 past': transient(status(429, retryAfter('Fri, 01 Jan 1999 00:00:00 GMT'))),
  '429 huge': transient(status(429, retryAfter('99999999999999'))),
  '429 malformed': transient(status(429, retryAfter('soon'))),
  '429 negative': transient(status(429, retryAfter('-5'))),
  '500': transient(status(500)),
  '500 processed': transient(status(500, { processed: true })),
  '502': transient(status(502, { body: '<html>Bad gateway</html>' })),
  '502 processed': transient(status(502, { processed: true, body: '<html>Bad gateway</html>' })),
  '503': transient(status(503, retryAfter('0'))),
  '504 processed': transient(status(504, { processed: true, shape: 'text' })),
  '520': transient(status(520)),
  '529': transient(status(529, { processed: true })),
  'reset before': transient({ kind: 'drop', when: 'before' }),
  'reset after': transient({ kind: 'drop', when: 'after' }),
  'late before': transient({ kind: 'delay', ms: tooLongMs, when: 'before' }),
  'late after': transient({ kind: 'delay', ms: tooLongMs, when: 'after' }),
  slow: transient({ kind: 'slow', ms: requestTimeoutMs / 4 }),
  'too slow': transient({ kind: 'slow', ms: tooLongMs }),
  held: transient({ kind: 'hold' }),
  'held and dropped': transient({ kind: 'hold', drop: true }),
  truncated: permanent('unknown', { kind: 'unreadable', body: 'truncated' }),
  interrupted: transient({ kind: 'unreadable', body: 'interrupted' }),
  html: permanent('unknown', { kind: 'unreadable', body: 'html' }),
  'html unprocessed': permanent('unknown', { kind: 'unreadable', body: 'html', processed: false }),
  empty: permanent('unknown', { kind: 'unreadable', body: 'empty' }),
  pass: transient({ kind: 'pass' }),
};

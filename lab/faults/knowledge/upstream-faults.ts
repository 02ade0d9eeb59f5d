import type { FailureType } from '../../../functions/src/upstream/errors.ts';
import type { FaultOrder, FaultAction as MetFault } from '../../../local/stub/faults.ts';
import { keyOf, nameFaults } from '../fault-names.ts';
import { requestTimeoutMs } from '../rig.ts';

type FaultAction = FaultOrder['actions'][number];

/** A fault of ElevenLabs, with what a document may say that failed because of it. */
export interface UpstreamFault {
  action: FaultAction;
  /** The reason that ends a document's syncing for good; null for what passes. */
  permanent: FailureType | null;
}

const status = (code: number, rest: Partial<Extract<FaultAction, { kind: 'status' }>> = {}): FaultAction => {
  return { kind: 'status', status: code, ...rest };
};
const passing = (action: FaultAction): UpstreamFault => ({ action, permanent: null });
const lasting = (permanent: FailureType, action: FaultAction): UpstreamFault => ({ action, permanent });
const retryAfter = (value: string) => ({ headers: { 'retry-after': value } });

const tooLongMs = requestTimeoutMs * 2;

/**
 * Every kind of fault, by name: each status of the classification in the shapes in which it comes,
 * each way to lose a request or an answer, and each form of `Retry-After`.
 */
export const upstreamFaults: Readonly<Record<string, UpstreamFault>> = {
  '301': lasting('unknown', status(301, { headers: { location: '/elsewhere' } })),
  '307': lasting('unknown', status(307, { headers: { location: 'http://127.0.0.1:9/' } })),
  '400': lasting('validation', status(400)),
  '400 quota': lasting('quota', status(400, { shape: 'legacy', code: 'quota_exceeded' })),
  '400 dependent': lasting('conflict', status(400, { code: 'document_has_dependent_agents' })),
  '401': lasting('auth', status(401)),
  '401 quota': lasting('quota', status(401, { code: 'quota_exceeded' })),
  '402': lasting('quota', status(402, { shape: 'text' })),
  '403': lasting('auth', status(403)),
  '404': lasting('not_found', status(404)),
  '404 address': lasting('not_found', status(404, { shape: 'text', body: '{"detail":"Not Found"}' })),
  '408': passing(status(408, { processed: false })),
  '408 processed': passing(status(408, { processed: true })),
  '409': lasting('conflict', status(409)),
  '409 concurrent': passing(status(409, { code: 'concurrent_modification' })),
  '410': lasting('not_found', status(410, { code: 'gone' })),
  '413': lasting('validation', status(413)),
  '418': lasting('unknown', status(418)),
  '422': lasting('validation', status(422, { shape: 'validation' })),
  '429': passing(status(429)),
  '429 seconds': passing(status(429, retryAfter('1'))),
  '429 long': passing(status(429, retryAfter('30'))),
  '429 date': passing(status(429, retryAfter('Fri, 01 Jan 2038 00:00:00 GMT'))),
  '429 past': passing(status(429, retryAfter('Fri, 01 Jan 1999 00:00:00 GMT'))),
  '429 huge': passing(status(429, retryAfter('99999999999999'))),
  '429 malformed': passing(status(429, retryAfter('soon'))),
  '429 negative': passing(status(429, retryAfter('-5'))),
  '500': passing(status(500)),
  '500 processed': passing(status(500, { processed: true })),
  '502': passing(status(502, { body: '<html>Bad gateway</html>' })),
  '502 processed': passing(status(502, { processed: true, body: '<html>Bad gateway</html>' })),
  '503': passing(status(503, retryAfter('0'))),
  '504 processed': passing(status(504, { processed: true, shape: 'text' })),
  '520': passing(status(520)),
  '529': passing(status(529, { processed: true })),
  'reset before': passing({ kind: 'drop', when: 'before' }),
  'reset after': passing({ kind: 'drop', when: 'after' }),
  'late before': passing({ kind: 'delay', ms: tooLongMs, when: 'before' }),
  'late after': passing({ kind: 'delay', ms: tooLongMs, when: 'after' }),
  slow: passing({ kind: 'slow', ms: requestTimeoutMs / 4 }),
  'too slow': passing({ kind: 'slow', ms: tooLongMs }),
  held: passing({ kind: 'hold' }),
  'held and dropped': passing({ kind: 'hold', drop: true }),
  truncated: lasting('unknown', { kind: 'unreadable', body: 'truncated' }),
  interrupted: passing({ kind: 'unreadable', body: 'interrupted' }),
  html: lasting('unknown', { kind: 'unreadable', body: 'html' }),
  'html unprocessed': lasting('unknown', { kind: 'unreadable', body: 'html', processed: false }),
  empty: lasting('unknown', { kind: 'unreadable', body: 'empty' }),
  pass: passing({ kind: 'pass' }),
};

const reasons = new Map(Object.values(upstreamFaults).map(({ action, permanent }) => [keyOf(action), permanent]));

/** The name of the fault that a request met; null when it met none. */
export const upstreamFaultName = nameFaults(
  Object.fromEntries(Object.entries(upstreamFaults).map(([name, { action }]) => [name, action])),
);

/** The reason that a fault which met a request gives a document to fail for good; null when it passes. */
export function permanentReason(met: MetFault): FailureType | null {
  return reasons.get(JSON.stringify(met)) ?? null;
}

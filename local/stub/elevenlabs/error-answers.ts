import { randomUUID } from 'node:crypto';
import type { errorShapes, FaultAction } from '../faults.ts';
import { type Answer, jsonAnswer } from '../http-message.ts';

/** One entry of the list with which a 422 says what is wrong. */
export interface ValidationDetail {
  type: string;
  loc: (string | number)[];
  msg: string;
  input: unknown;
}

/** An error that the API answers a request with. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  constructor(
    readonly status: number,
    /** The API's own code, like `document_not_found`. */
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** A request that does not have the documented shape (422). */
export class RequestShapeError extends Error {
  override readonly name = 'RequestShapeError';
  constructor(readonly details: readonly ValidationDetail[]) {
    super('The request does not have the documented shape.');
  }
}

/** The kind of error and its usual code for each status that the API documents. */
const kinds: Readonly<Record<number, { type: string; code: string }>> = {
  400: { type: 'validation_error', code: 'invalid_request' },
  401: { type: 'authentication_error', code: 'invalid_api_key' },
  402: { type: 'payment_required', code: 'payment_required' },
  403: { type: 'authorization_error', code: 'insufficient_permissions' },
  404: { type: 'not_found', code: 'document_not_found' },
  409: { type: 'conflict', code: 'conflict' },
  429: { type: 'rate_limit_error', code: 'rate_limit_exceeded' },
  503: { type: 'service_unavailable', code: 'service_unavailable' },
};
const otherKind = { type: 'internal_error', code: 'internal_error' };

/** A new id as `x-trace-id` and `request_id` carry it. */
export function newTraceId(): string {
  return randomUUID().replaceAll('-', '');
}

/** An error in one of the API's four shapes; `code` defaults to the usual one of the status. */
export function errorAnswer(
  shape: (typeof errorShapes)[number],
  status: number,
  code: string | undefined,
  message: string,
): Answer {
  const kind = kinds[status] ?? otherKind;
  const traceId = newTraceId();
  const detailOf = (known: string) => {
    switch (shape) {
      case 'detail':
        return { type: kind.type, code: known, message, status: known, request_id: traceId };
      case 'legacy':
        return { status: known, message };
      case 'validation':
        return [{ type: known, loc: ['body'], msg: message, input: null }];
      case 'text':
        return message;
    }
  };
  return jsonAnswer(status, { detail: detailOf(code ?? kind.code) }, { 'x-trace-id': traceId });
}

/** The answer for an error thrown while a request was carried out; other errors are thrown on. */
export function answerError(error: unknown): Answer {
  if (error instanceof RequestShapeError) {
    return jsonAnswer(422, { detail: error.details }, { 'x-trace-id': newTraceId() });
  }
  if (error instanceof ApiError) return errorAnswer('detail', error.status, error.code, error.message);
  throw error;
}

/** An error that was ordered by a fault. */
export function orderedErrorAnswer(fault: Extract<FaultAction, { kind: 'status' }>): Answer {
  const { shape, status, code, message = `This ${status} was ordered from the stub.` } = fault;
  return errorAnswer(shape, status, code, message);
}

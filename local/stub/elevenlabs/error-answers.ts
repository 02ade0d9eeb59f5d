import { randomUUID } from 'node:crypto';
import type { errorShapes, FaultAction } from '../faults.ts';
import { type Answer, jsonAnswer } from '../http-message.ts';

/** One validation problem of a 422. */
export interface ValidationDetail {
  type: string;
  loc: (string | number)[];
  msg: string;
  input: unknown;
}

/** Thrown by an endpoint and answered as this status and code. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  constructor(
    readonly status: number,
    /** The API's error code, for example `document_not_found`. */
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** A request that does not match the documented schema (422). */
export class RequestShapeError extends Error {
  override readonly name = 'RequestShapeError';
  constructor(readonly details: readonly ValidationDetail[]) {
    super('The request does not match the documented schema.');
  }
}

/** The type and default code for each status that the API documents. */
const defaults: Readonly<Record<number, { type: string; code: string }>> = {
  400: { type: 'validation_error', code: 'invalid_request' },
  401: { type: 'authentication_error', code: 'invalid_api_key' },
  402: { type: 'payment_required', code: 'payment_required' },
  403: { type: 'authorization_error', code: 'insufficient_permissions' },
  404: { type: 'not_found', code: 'document_not_found' },
  409: { type: 'conflict', code: 'conflict' },
  429: { type: 'rate_limit_error', code: 'rate_limit_exceeded' },
  503: { type: 'service_unavailable', code: 'service_unavailable' },
};
const otherDefault = { type: 'internal_error', code: 'internal_error' };

/** A new request id, in the form of the API's `x-trace-id`. */
export function newTraceId(): string {
  return randomUUID().replaceAll('-', '');
}

/** An error in one of the API's four shapes. `code` defaults to the status's usual code. */
export function errorAnswer(
  shape: (typeof errorShapes)[number],
  status: number,
  code: string | undefined,
  message: string,
): Answer {
  const { type, code: defaultCode } = defaults[status] ?? otherDefault;
  const traceId = newTraceId();
  const detailOf = (used: string) => {
    switch (shape) {
      case 'detail':
        return { type, code: used, message, status: used, request_id: traceId };
      case 'legacy':
        return { status: used, message };
      case 'validation':
        return [{ type: used, loc: ['body'], msg: message, input: null }];
      case 'text':
        return message;
    }
  };
  return jsonAnswer(status, { detail: detailOf(code ?? defaultCode) }, { 'x-trace-id': traceId });
}

/** The answer for an error that an endpoint threw. Rethrows any other error. */
export function answerError(error: unknown): Answer {
  if (error instanceof RequestShapeError) {
    return jsonAnswer(422, { detail: error.details }, { 'x-trace-id': newTraceId() });
  }
  if (error instanceof ApiError) return errorAnswer('detail', error.status, error.code, error.message);
  throw error;
}

/** The answer of a `status` fault. */
export function faultErrorAnswer(fault: Extract<FaultAction, { kind: 'status' }>): Answer {
  const { shape, status, code, message = `The stub was told to answer ${status}.` } = fault;
  return errorAnswer(shape, status, code, message);
}

import { type Answer, jsonAnswer, type StubRequest } from '../http-message.ts';
import type { ApiContext } from './api-context.ts';
import { ApiError, newTraceId } from './error-answers.ts';
import type { KnowledgeBase, StubDocument } from './knowledge-base.ts';

/** Validates the request and returns the action to run after the key check. */
export type Endpoint = (request: StubRequest) => (context: ApiContext) => Answer;

/** @throws ApiError 404 */
export function requireDocument(knowledgeBase: KnowledgeBase, id: string): Readonly<StubDocument> {
  const document = knowledgeBase.find(id);
  if (document === undefined) throw new ApiError(404, 'document_not_found', `Document with id ${id} not found.`);
  return document;
}

export function ok(value: unknown): Answer {
  return jsonAnswer(200, value, trace());
}

export function trace(): Record<string, string> {
  return { 'x-trace-id': newTraceId() };
}

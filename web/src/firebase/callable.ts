import { getApp } from 'firebase/app';
import { connectFunctionsEmulator, type Functions, getFunctions, httpsCallable } from 'firebase/functions';
import { type CallableName, clientTimeoutMs, errorCode, region } from '../../../functions/src/client.ts';
import { connectionState } from '../ui/connection.ts';
import { callableMessage } from '../ui/failure-message.ts';
import { fieldsOf, textOf } from '../ui/fields.ts';
import { emulators } from './environment.ts';

let started: Functions | undefined;

/** How long to wait before calling an overloaded function again; jitter spreads its callers. */
const overloadPauseMs = 3000;
const overloadJitterMs = 3000;

/** Two calls got no readable answer: the function is overloaded, not deployed, or blocked by the browser. */
class OverloadError extends Error {
  override readonly name = 'OverloadError';
  readonly code = 'functions/resource-exhausted';
  constructor() {
    super('The server is busy or unreachable. Try again in a minute.');
  }
}

/**
 * Calls a function and returns its answer unparsed. Calls an overloaded function once more after a pause.
 *
 * @throws FirebaseError, or OverloadError.
 */
export async function call(name: CallableName, data: unknown): Promise<unknown> {
  started ??= startFunctions();
  const callable = httpsCallable<unknown, unknown>(started, name, {
    timeout: clientTimeoutMs(name),
  });
  try {
    return (await callable(data)).data;
  } catch (error) {
    if (!isOverload(error)) throw error;
  }
  await new Promise((resolve) => setTimeout(resolve, overloadPauseMs + Math.random() * overloadJitterMs));
  try {
    return (await callable(data)).data;
  } catch (error) {
    throw isOverload(error) ? new OverloadError() : error;
  }
}

/** The `reason` in the details of a function's error; '' without one. */
export function errorReason(error: unknown): string {
  return textOf(fieldsOf(fieldsOf(error).details).reason);
}

/**
 * Cloud Run refuses a call with a 429 without CORS headers. The browser hides such an answer, so the SDK
 * reports `internal` without a message, as it does for a function that is unreachable for any other reason.
 */
function isOverload(error: unknown): boolean {
  return (
    errorCode(error) === 'functions/internal' &&
    error instanceof Error &&
    callableMessage(error) === '' &&
    connectionState() === 'connected'
  );
}

function startFunctions(): Functions {
  const functions = getFunctions(getApp(), import.meta.env.VITE_FUNCTIONS_REGION || region);
  if (emulators !== null) connectFunctionsEmulator(functions, emulators.host, emulators.functions);
  return functions;
}

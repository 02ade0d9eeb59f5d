import { getApp } from 'firebase/app';
import { connectFunctionsEmulator, type Functions, getFunctions, httpsCallable } from 'firebase/functions';
import { region } from '../../../functions/src/shared/region.ts';
import { emulators } from './environment.ts';

let started: Functions | undefined;

/**
 * Calls a function and returns its answer unparsed.
 *
 * @param timeoutMilliseconds the function's own limit; the SDK's default is 70 s.
 */
export async function call(name: string, data: unknown, timeoutMilliseconds: number): Promise<unknown> {
  started ??= startFunctions();
  const { data: answer } = await httpsCallable<unknown, unknown>(started, name, { timeout: timeoutMilliseconds })(data);
  return answer;
}

function startFunctions(): Functions {
  const functions = getFunctions(getApp(), region);
  if (emulators !== null) connectFunctionsEmulator(functions, emulators.host, emulators.functions);
  return functions;
}

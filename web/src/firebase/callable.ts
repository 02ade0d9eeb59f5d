import { getApp } from 'firebase/app';
import { connectFunctionsEmulator, type Functions, getFunctions, httpsCallable } from 'firebase/functions';
import { type CallableName, clientTimeoutMs } from '../../../functions/src/shared/callables.ts';
import { region } from '../../../functions/src/shared/region.ts';
import { emulators } from './environment.ts';

let started: Functions | undefined;

/** Calls a function and returns its answer unparsed. */
export async function call(name: CallableName, data: unknown): Promise<unknown> {
  started ??= startFunctions();
  const options = { timeout: clientTimeoutMs(name) };
  const { data: answer } = await httpsCallable<unknown, unknown>(started, name, options)(data);
  return answer;
}

function startFunctions(): Functions {
  const functions = getFunctions(getApp(), region);
  if (emulators !== null) connectFunctionsEmulator(functions, emulators.host, emulators.functions);
  return functions;
}

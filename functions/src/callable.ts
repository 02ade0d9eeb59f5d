import { type CallableOptions, type CallableRequest, HttpsError, onCall } from 'firebase-functions/https';
import type { z } from 'zod';
import { CallableError } from './callable-error.ts';
import type { Caller } from './caller.ts';
import { enforceAppCheck } from './params/shared.ts';
import { type CallableName, callableSeconds } from './shared/callables.ts';

/** The input schema of a callable, and what it answers. */
interface Handler<Input, Answer> {
  input: z.ZodType<Input>;
  answer(input: Input, caller: Caller): Promise<Answer>;
}

/**
 * A callable for signed-in users or for editors. It refuses a caller (`unauthenticated`,
 * `permission-denied`) or an input (`invalid-argument`) before its handler runs. A CallableError of the
 * handler reaches the caller; the SDK logs any other error and answers `internal`.
 *
 * @param load imports the handler at the first call.
 */
export function callable<Input, Answer>(
  name: CallableName,
  access: 'user' | 'editor',
  options: CallableOptions,
  load: () => Promise<Handler<Input, Answer>>,
) {
  return onCall({ ...options, timeoutSeconds: callableSeconds[name] }, async (request) => {
    try {
      const caller = callerOf(request, access);
      const { input, answer } = await load();
      return await answer(parseInput(input, request.data), caller);
    } catch (error) {
      if (!(error instanceof CallableError)) throw error;
      throw new HttpsError(error.code, error.message, error.details);
    }
  });
}

function callerOf({ app, auth }: CallableRequest<unknown>, access: 'user' | 'editor'): Caller {
  // The SDK's own option reads the param while the CLI loads the functions, which warns at each deployment.
  if (app === undefined && enforceAppCheck.value()) {
    throw new CallableError(
      'unauthenticated',
      'This call has no valid App Check token. Reload the page and try again.',
    );
  }
  if (auth === undefined) throw new CallableError('unauthenticated', 'Sign in first.');
  if (access === 'user' || auth.token.editor === true) {
    return { uid: auth.uid, signedInAtMs: auth.token.auth_time * 1000 };
  }
  const message = 'Only editors may do this. Ask an administrator for the editor role, then sign in again.';
  throw new CallableError('permission-denied', message);
}

/** Parses the input of a callable. Throws CallableError `invalid-argument` that names each field. */
export function parseInput<Input>(schema: z.ZodType<Input>, data: unknown): Input {
  const parsed = schema.safeParse(data);
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.map(({ path, message, ...issue }) => {
    if (issue.code !== 'unrecognized_keys') return { field: path.join('.') || 'input', message };
    // Zod's message repeats every key in full, however many and long they are.
    const keys = issue.keys.slice(0, 5).map((key) => key.slice(0, 40));
    return { field: keys.join(', '), message: 'Leave this out.' };
  });
  const summary = fields.map(({ field, message }) => `${field}: ${message}`).join(' ');
  throw new CallableError('invalid-argument', summary.slice(0, 500), { fields: fields.slice(0, 10) });
}

import { type CallableRequest, HttpsError } from 'firebase-functions/https';
import type { z } from 'zod';

/** The uid of a signed-in caller. Throws HttpsError `unauthenticated`. */
export function requireUser(request: CallableRequest<unknown>): string {
  if (request.auth === undefined) throw new HttpsError('unauthenticated', 'Sign in first.');
  return request.auth.uid;
}

/** The uid of a caller with the editor role. Throws HttpsError `unauthenticated` or `permission-denied`. */
export function requireEditor(request: CallableRequest<unknown>): string {
  const uid = requireUser(request);
  if (request.auth?.token.editor === true) return uid;
  const message = 'Only editors may do this. Ask an administrator for the editor role, then sign in again.';
  throw new HttpsError('permission-denied', message);
}

/** The input of a callable, checked. Throws HttpsError `invalid-argument` that names each field. */
export function readInput<Input>(schema: z.ZodType<Input>, data: unknown): Input {
  const parsed = schema.safeParse(data);
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.map(({ path, message, ...issue }) => {
    if (issue.code !== 'unrecognized_keys') return { field: path.join('.') || 'input', message };
    // Zod's own message repeats every key whole, however many and long they are.
    const keys = issue.keys.slice(0, 5).map((key) => key.slice(0, 40));
    return { field: keys.join(', '), message: 'Leave this out.' };
  });
  const summary = fields.map(({ field, message }) => `${field}: ${message}`).join(' ');
  throw new HttpsError('invalid-argument', summary.slice(0, 500), { fields: fields.slice(0, 10) });
}

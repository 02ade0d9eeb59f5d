import type { CallableRequest } from 'firebase-functions/https';

/** A call by a user with these custom claims; null for a caller who is not signed in. */
export function callBy(claims: object | null, data: unknown): CallableRequest {
  const token = {
    aud: 'demo-wiring',
    auth_time: 0,
    exp: 0,
    firebase: { identities: {}, sign_in_provider: 'password' },
    iat: 0,
    iss: '',
    sub: 'uid',
    uid: 'uid',
  };
  const auth: CallableRequest['auth'] =
    claims === null ? undefined : { uid: 'uid', token: { ...token, ...claims }, rawToken: '' };
  const request: Pick<CallableRequest, 'data' | 'auth'> = { data, ...(auth === undefined ? {} : { auth }) };
  // The handlers use only data and caller, and the raw HTTP request cannot be made by hand.
  return request as CallableRequest;
}

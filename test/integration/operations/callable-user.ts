import { z } from 'zod';
import { region } from '../../../functions/src/shared/region.ts';
import { demoPassword, demoUsers } from '../../../local/emulator/users.ts';
import { projectId } from '../../../local/paths.ts';

/** The addresses of callables and Auth. `authHost` has no scheme. */
export interface CallableAddresses {
  authHost: string;
  functionsUrl: string;
}

/** A signed-in user with a fresh ID token. */
export interface CallableUser {
  uid: string;
  token: string;
}

/** A callable answers with either `result` or `error`. */
const answerSchema = z
  .object({ result: z.unknown(), error: z.looseObject({ status: z.string(), message: z.string() }) })
  .partial();

/** Creates a user and signs them in, as a client app does. */
export async function signUp(addresses: Pick<CallableAddresses, 'authHost'>): Promise<CallableUser> {
  return await identify(addresses, 'signUp', {});
}

/** Signs in a demo user, as a client app does. */
export async function signInAs(
  addresses: Pick<CallableAddresses, 'authHost'>,
  user: keyof typeof demoUsers,
): Promise<CallableUser> {
  return await identify(addresses, 'signInWithPassword', { email: demoUsers[user].email, password: demoPassword });
}

async function identify({ authHost }: Pick<CallableAddresses, 'authHost'>, method: string, who: object) {
  const url = `http://${authHost}/identitytoolkit.googleapis.com/v1/accounts:${method}?key=local`;
  const body = JSON.stringify({ ...who, returnSecureToken: true });
  const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  const { idToken, localId } = z.object({ idToken: z.string(), localId: z.string() }).parse(await response.json());
  return { uid: localId, token: idToken };
}

/** Calls a deployed function over HTTP; with `user` null as a signed-out caller. */
export async function callFunction(
  { functionsUrl }: Pick<CallableAddresses, 'functionsUrl'>,
  name: string,
  user: CallableUser | null,
  data: unknown = null,
) {
  const response = await fetch(`${functionsUrl}/${projectId}/${region}/${name}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(user === null ? {} : { authorization: `Bearer ${user.token}` }),
    },
    body: JSON.stringify({ data }),
  });
  return { status: response.status, ...answerSchema.parse(await response.json()) };
}

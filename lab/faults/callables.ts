import { z } from 'zod';
import { region } from '../../functions/src/shared/region.ts';
import type { Emulator } from '../../local/emulator/emulator.ts';
import { demoPassword, demoUsers } from '../../local/emulator/users.ts';
import { projectId } from '../../local/paths.ts';

export interface CallAnswer {
  status: number;
  /** `{result}` or `{error}` of the callable protocol; null when it is not JSON. */
  body: unknown;
}

/** Calls the deployed callables over HTTP with an ID token, as a client app does. */
export interface Callables {
  /** Calls with `{data}` as the body. */
  call(name: string, data: unknown, token: string | null): Promise<CallAnswer>;
  /** Posts an arbitrary body. */
  post(name: string, body: string, headers: Readonly<Record<string, string>>): Promise<CallAnswer>;
  /** A fresh token of a demo user. Get it when needed: the emulator's clock runs ahead, so tokens expire early. */
  tokenOf(user: keyof typeof demoUsers): Promise<string>;
  /** Creates a user and returns its uid and a token. */
  newUser(): Promise<{ uid: string; token: string }>;
}

const signedInSchema = z.object({ idToken: z.string(), localId: z.string() });

export function openCallables({ ports }: Emulator): Callables {
  const identity = async (method: string, body: object) => {
    const url = `http://127.0.0.1:${ports.auth}/identitytoolkit.googleapis.com/v1/accounts:${method}?key=local`;
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
    return signedInSchema.parse(await response.json());
  };
  const post: Callables['post'] = async (name, body, headers) => {
    const url = `http://127.0.0.1:${ports.functions}/${projectId}/${region}/${name}`;
    const response = await fetch(url, { method: 'POST', headers, body });
    return { status: response.status, body: parseJson(await response.text()) };
  };
  return {
    post,
    call: (name, data, token) =>
      post(name, JSON.stringify({ data }), {
        'content-type': 'application/json',
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      }),
    async tokenOf(user) {
      const { email } = demoUsers[user];
      return (await identity('signInWithPassword', { email, password: demoPassword, returnSecureToken: true })).idToken;
    },
    async newUser() {
      const { idToken, localId } = await identity('signUp', { returnSecureToken: true });
      return { uid: localId, token: idToken };
    },
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

import { getApp } from 'firebase/app';
import { getAuth } from 'firebase/auth';
import { fieldsOf, itemsOf, textOf } from '../ui/fields.ts';
import { appCheckToken } from './app-check-token.ts';
import { databaseId, emulators } from './environment.ts';

// Firestore's REST API, for the two things that the web SDK cannot do: reading single fields of large
// documents, and a write that outlives the page.

/** A document in a response: its id and the requested fields, in REST form. */
export interface RestDocument {
  id: string;
  fields: Readonly<Record<string, unknown>>;
}

/** A REST request failed. `code` is one of Firestore's, for `failureMessage`. */
class FirestoreRestError extends Error {
  override readonly name = 'FirestoreRestError';
  constructor(readonly code: string) {
    super(`Firestore REST request failed: ${code}`);
  }
}

const codes: Readonly<Record<number, string>> = {
  401: 'unauthenticated',
  403: 'permission-denied',
  429: 'resource-exhausted',
  503: 'unavailable',
};

/**
 * Runs a structured query, whose `select` keeps large fields from being sent.
 *
 * @throws FirestoreRestError `unavailable` without a connection.
 */
export async function runQuery(structuredQuery: object): Promise<RestDocument[]> {
  const response = await fetch(`${documentsUrl()}:runQuery`, {
    method: 'POST',
    headers: { ...(await credentials()), 'content-type': 'application/json' },
    body: JSON.stringify({ structuredQuery }),
  }).catch(() => {
    throw new FirestoreRestError('unavailable');
  });
  if (!response.ok) throw new FirestoreRestError(codes[response.status] ?? 'unknown');
  return itemsOf(await response.json()).flatMap((item) => {
    const { name, fields } = fieldsOf(fieldsOf(item).document);
    return typeof name === 'string' ? [{ id: name.slice(name.lastIndexOf('/') + 1), fields: fieldsOf(fields) }] : [];
  });
}

/** The full name of a document, as cursors of REST queries need it. */
export function documentName(path: string): string {
  return `${databaseName()}/documents/${path}`;
}

/** The text of a `timestampValue`; '' for anything else. */
export function timestampText(field: unknown): string {
  return textOf(fieldsOf(field).timestampValue);
}

/**
 * Prepares a deletion that works while the page unloads, when nothing can be awaited. The returned
 * function sends it.
 */
export async function prepareExitDelete(path: string): Promise<() => void> {
  const headers = await credentials();
  const url = `${documentsUrl()}/${path}`;
  return () => {
    // The page is gone before an answer comes.
    fetch(url, { method: 'DELETE', headers, keepalive: true }).catch(() => {});
  };
}

async function credentials(): Promise<Record<string, string>> {
  const user = getAuth(getApp()).currentUser;
  if (user === null) throw new FirestoreRestError('unauthenticated');
  const [token, appCheck] = await Promise.all([user.getIdToken(), appCheckToken()]);
  return {
    authorization: `Bearer ${token}`,
    ...(appCheck === null ? {} : { 'x-firebase-appcheck': appCheck }),
  };
}

function databaseName(): string {
  return `projects/${getApp().options.projectId}/databases/${databaseId}`;
}

function documentsUrl(): string {
  const origin =
    emulators === null ? 'https://firestore.googleapis.com' : `http://${emulators.host}:${emulators.firestore}`;
  return `${origin}/v1/${databaseName()}/documents`;
}

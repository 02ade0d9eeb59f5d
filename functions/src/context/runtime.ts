import { setTimeout as sleep } from 'node:timers/promises';
import { type App, getApps, initializeApp } from 'firebase-admin/app';
import { type Firestore, getFirestore } from 'firebase-admin/firestore';
import { write } from 'firebase-functions/logger';
import type { Log } from '../log.ts';
import { database } from '../params/shared.ts';

export const log: Log = (severity, event, fields) => write({ severity, message: event, event, ...fields });

/** The default app, which the project's other functions may have initialized. */
export function app(): App {
  return getApps().find(({ name }) => name === '[DEFAULT]') ?? initializeApp();
}

/** The database that the params name. */
export function firestore(): Firestore {
  return getFirestore(app(), database.value() || '(default)');
}

/** Resolves after this many milliseconds, or when the signal aborts. */
export async function wait(milliseconds: number, signal?: AbortSignal): Promise<void> {
  await sleep(milliseconds, undefined, signal && { signal }).catch((error: unknown) => {
    if (!signal?.aborted) throw error;
  });
}

import { randomUUID } from 'node:crypto';
import { getApp } from 'firebase-admin/app';
import { type Auth, getAuth } from 'firebase-admin/auth';
import { type DocumentReference, type Firestore, Timestamp } from 'firebase-admin/firestore';
import { afterAll, beforeAll, inject } from 'vitest';
import { paths } from '../../../functions/src/shared/paths.ts';
import { demoPassword } from '../../../local/emulator/users.ts';
import { projectId } from '../../../local/paths.ts';
import { openFirestore } from '../../integration/firestore.ts';

/** Access to the Firestore, Auth and sweep behind the page, bypassing the rules. */
export interface AdminAccess {
  readonly db: Firestore;
  readonly auth: Auth;
  /** Creates an account with the demo users' password and a verified address, without a role. */
  newUser(): Promise<{ uid: string; email: string }>;
  /** Writes a knowledge document as an editor's client would; its trigger fires. */
  addDocument(title: string, text?: string): Promise<DocumentReference>;
  /** Deletes all documents. No trigger fires. */
  clear(): Promise<void>;
  /** Runs the sweep, which is otherwise scheduled. */
  sweep(): Promise<void>;
}

/** Connects a test file to the shared stack. */
export function useAdmin(): AdminAccess {
  let opened: ReturnType<typeof openFirestore>;
  beforeAll(() => {
    process.env.FIREBASE_AUTH_EMULATOR_HOST = inject('stack').authHost;
    opened = openFirestore(projectId);
  });
  afterAll(() => opened.close());

  return {
    get db() {
      return opened.db;
    },
    get auth() {
      return getAuth(getApp(projectId));
    },
    async newUser() {
      const email = `${randomUUID().slice(0, 8)}@example.com`;
      const { uid } = await this.auth.createUser({ email, password: demoPassword, emailVerified: true });
      return { uid, email };
    },
    async addDocument(title, text = 'Nine to five.') {
      const at = Timestamp.now();
      const written = { createdBy: 'editor', createdAt: at, updatedAt: at, sync: { status: 'pending' } };
      return await opened.db.collection(paths.knowledge).add({ title, content: text, tags: [], ...written });
    },
    clear,
    sweep,
  };
}

async function clear(): Promise<void> {
  const { firestoreHost } = inject('stack');
  const path = `emulator/v1/projects/${projectId}/databases/(default)/documents`;
  await requireOk(await fetch(`http://${firestoreHost}/${path}`, { method: 'DELETE' }));
}

async function sweep(): Promise<void> {
  const { sweepUrl } = inject('stack');
  await requireOk(
    await fetch(sweepUrl, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' }),
  );
}

async function requireOk(response: Response): Promise<void> {
  if (!response.ok) throw new Error(`The emulator answered ${response.status}: ${await response.text()}`);
}

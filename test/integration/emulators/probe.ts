import { projectId } from '../../../local/paths.ts';
import { inject } from 'vitest';
import { paths } from '../../../functions/src/shared/paths.ts';
import { signUp } from '../operations/callable-user.ts';

/** Status of a read of their own profile by a user whose account was deleted a moment ago. */
export async function readAfterDeletion(): Promise<number> {
  const { authHost, firestoreHost } = inject('stack');
  const { uid, token } = await signUp({ authHost });
  const account = `http://${authHost}/identitytoolkit.googleapis.com/v1/accounts:delete?key=local`;
  const body = JSON.stringify({ idToken: token });
  await fetch(account, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  const profile = `http://${firestoreHost}/v1/projects/${projectId}/databases/(default)/documents/${paths.users}/${uid}`;
  const { status } = await fetch(profile, { headers: { authorization: `Bearer ${token}` } });
  return status;
}

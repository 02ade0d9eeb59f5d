import { inject } from 'vitest';
import { paths } from '../../../functions/src/shared/paths.ts';
import { projectId } from '../../../local/paths.ts';
import { signUp } from '../operations/callable-user.ts';

/** The HTTP status of a read of the own profile, which does not exist, after the account was deleted. */
export async function readAfterDeletion(): Promise<number> {
  const { authHost, firestoreHost } = inject('stack');
  const { uid, token } = await signUp({ authHost });
  const deletion = `http://${authHost}/identitytoolkit.googleapis.com/v1/accounts:delete?key=local`;
  const body = JSON.stringify({ idToken: token });
  await fetch(deletion, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  const documents = `http://${firestoreHost}/v1/projects/${projectId}/databases/(default)/documents`;
  const profile = `${documents}/${paths.users}/${uid}`;
  return (await fetch(profile, { headers: { authorization: `Bearer ${token}` } })).status;
}

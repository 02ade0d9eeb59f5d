import { withStorage } from '../ui/storage.ts';

const key = 'reelsync.signed-in';

/**
 * Whether a user was signed in when the page was last closed. The page then waits for the session
 * instead of flashing the sign-in form.
 */
export function wasSignedIn(): boolean {
  return withStorage('localStorage', (storage) => storage.getItem(key)) !== null;
}

/** Remembers for the next visit whether a user is signed in. */
export function rememberSignedIn(signedIn: boolean): void {
  withStorage('localStorage', (storage) => {
    if (signedIn) storage.setItem(key, 'yes');
    else storage.removeItem(key);
  });
}

const key = 'reelsync.signed-in';

/**
 * Whether a user was signed in when the page was last closed. The page then waits for the session
 * instead of flashing the sign-in form.
 */
export function wasSignedIn(): boolean {
  try {
    return localStorage.getItem(key) !== null;
  } catch {
    // The browser blocks storage: show the form.
    return false;
  }
}

/** Remembers for the next visit whether a user is signed in. */
export function rememberSignedIn(signedIn: boolean): void {
  try {
    if (signedIn) localStorage.setItem(key, 'yes');
    else localStorage.removeItem(key);
  } catch {
    // Only the hint is lost.
  }
}

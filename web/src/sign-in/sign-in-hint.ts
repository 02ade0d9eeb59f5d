const key = 'reelsync.signed-in';

/**
 * Whether somebody was signed in here when the page was last left. The page then waits for the
 * session instead of showing a sign-in form for a moment.
 */
export function wasSignedIn(): boolean {
  try {
    return localStorage.getItem(key) !== null;
  } catch {
    // A browser that blocks storage: the form shows at once.
    return false;
  }
}

/** Keeps for the next visit whether somebody is signed in. */
export function rememberSignedIn(signedIn: boolean): void {
  try {
    if (signedIn) localStorage.setItem(key, 'yes');
    else localStorage.removeItem(key);
  } catch {
    // Nothing is lost but the hint.
  }
}

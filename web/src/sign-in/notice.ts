const key = 'reelsync.notice';

/** Keeps a message for the sign-in form: signing out reloads the page. */
export function leaveNotice(message: string): void {
  sessionStorage.setItem(key, message);
}

/** The kept message, once; null when there is none. */
export function takeNotice(): string | null {
  const message = sessionStorage.getItem(key);
  sessionStorage.removeItem(key);
  return message;
}

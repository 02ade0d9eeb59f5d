const key = 'reelsync.notice';

/** Keeps a message for the sign-in form across the reload at sign-out. */
export function leaveNotice(message: string): void {
  sessionStorage.setItem(key, message);
}

/** Returns and forgets the kept message; null without one. */
export function takeNotice(): string | null {
  const message = sessionStorage.getItem(key);
  sessionStorage.removeItem(key);
  return message;
}

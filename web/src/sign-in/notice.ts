import { withStorage } from '../ui/storage.ts';

const key = 'reelsync.notice';

/** Keeps a message for the sign-in form across the reload at sign-out. */
export function leaveNotice(message: string): void {
  withStorage('sessionStorage', (storage) => storage.setItem(key, message));
}

/** Returns and forgets the kept message; null without one. */
export function takeNotice(): string | null {
  return withStorage('sessionStorage', (storage) => {
    const message = storage.getItem(key);
    storage.removeItem(key);
    return message;
  });
}

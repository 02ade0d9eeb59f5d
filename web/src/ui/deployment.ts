import { withStorage } from './storage.ts';

/** Stores the entry script that the last reload was for, so that a stale cache causes only one reload. */
const key = 'reelsync.reloaded-for';

/**
 * Whether a deployment replaced this version of the page, and with it the parts that load later. False
 * without a connection, and where the browser blocks storage: the page could not tell how often it reloads.
 */
export async function isOutdated(): Promise<boolean> {
  const entry = entryPath();
  const reloadedFor = withStorage('sessionStorage', (storage) => storage.getItem(key) ?? '');
  if (entry === null || reloadedFor === null || reloadedFor === entry) return false;
  const response = await fetch('/', { cache: 'no-store' }).catch(() => null);
  return response?.ok === true && !(await response.text()).includes(entry);
}

/** Time to read one line. */
const readMs = 1500;

/** Loads the new version, after the message on the page could be read. */
export async function reloadOutdated(): Promise<void> {
  withStorage('sessionStorage', (storage) => storage.setItem(key, entryPath() ?? ''));
  await new Promise((resolve) => setTimeout(resolve, readMs));
  location.reload();
}

function entryPath(): string | null {
  const script = document.querySelector('script[type="module"][src]');
  return script instanceof HTMLScriptElement ? new URL(script.src).pathname : null;
}

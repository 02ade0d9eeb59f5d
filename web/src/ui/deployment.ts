/** Holds the entry script for which the page was reloaded, so that a stale cache does not reload it for ever. */
const key = 'reelsync.reloaded-for';

/**
 * Whether the server has another version of the page than this one, whose lazily loaded parts are then
 * gone. False without a connection.
 */
export async function isOutdated(): Promise<boolean> {
  const entry = entryPath();
  if (entry === null || sessionStorage.getItem(key) === entry) return false;
  const response = await fetch('/', { cache: 'no-store' }).catch(() => null);
  return response?.ok === true && !(await response.text()).includes(entry);
}

/** Time to read one line. */
const readMs = 1500;

/** Loads the new version, after the message on the page could be read. */
export async function reloadOutdated(): Promise<void> {
  sessionStorage.setItem(key, entryPath() ?? '');
  await new Promise((resolve) => setTimeout(resolve, readMs));
  location.reload();
}

function entryPath(): string | null {
  const script = document.querySelector('script[type="module"][src]');
  return script instanceof HTMLScriptElement ? new URL(script.src).pathname : null;
}

/** `stale`: the browser is online, but the server does not respond. */
export type ConnectionState = 'connected' | 'stale' | 'offline';

/** Snapshots often come from the cache for a moment before the server responds. */
const staleAfterMilliseconds = 1500;

const cachedSources = new Set<object>();
let unsent = 0;
let leaving = false;
let staleTimer: ReturnType<typeof setTimeout> | undefined;
let state: ConnectionState = navigator.onLine ? 'connected' : 'offline';

/** Fires `change` whenever the connection's state changes. */
export const connectionChanges = new EventTarget();

export function connectionState(): ConnectionState {
  return state;
}

/** Records whether a listener's newest snapshot came from the cache; `null` when it stopped listening. */
export function noteSnapshot(source: object, fromCache: boolean | null): void {
  if (fromCache === true) cachedSources.add(source);
  else cachedSources.delete(source);
  updateState();
}

/** Counts a write as unsent until the server has it. Leaving the page meanwhile asks first. */
export async function untilSent<T>(write: Promise<T>): Promise<T> {
  unsent += 1;
  try {
    return await write;
  } finally {
    unsent -= 1;
  }
}

/** The number of writes that the server does not have yet. */
export function unsentChanges(): number {
  return unsent;
}

/** Reloads the page without asking: unsent changes are lost. */
export function reloadUnasked(): void {
  leaving = true;
  location.reload();
}

function updateState(): void {
  clearTimeout(staleTimer);
  if (!navigator.onLine) setState('offline');
  else if (cachedSources.size === 0) setState('connected');
  else staleTimer = setTimeout(() => setState('stale'), staleAfterMilliseconds);
}

function setState(next: ConnectionState): void {
  // The style sheet shows "Waiting for connection" while this attribute says so.
  document.documentElement.dataset.connection = next;
  if (next === state) return;
  state = next;
  connectionChanges.dispatchEvent(new Event('change'));
}

addEventListener('online', updateState);
addEventListener('offline', updateState);
addEventListener('beforeunload', (event) => {
  if (unsent > 0 && !leaving) event.preventDefault();
});
updateState();

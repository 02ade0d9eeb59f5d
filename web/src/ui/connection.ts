/** What a person may rely on: fresh data, data that may be old, or nothing but what is here. */
export type ConnectionState = 'connected' | 'stale' | 'offline';

/** Snapshots often come from the cache for a moment before the server answers (decided). */
const staleAfterMilliseconds = 1500;

const cachedSources = new Set<object>();
let unsent = 0;
let staleTimer: ReturnType<typeof setTimeout> | undefined;
let state: ConnectionState = navigator.onLine ? 'connected' : 'offline';

/** Tells of every change of the connection's state. */
export const connectionChanges = new EventTarget();

/** The connection's state now. */
export function connectionState(): ConnectionState {
  return state;
}

/** Notes whether what a listener shows came from the cache; `null` when it stopped listening. */
export function noteSnapshot(source: object, fromCache: boolean | null): void {
  if (fromCache === true) cachedSources.add(source);
  else cachedSources.delete(source);
  judge();
}

/** Follows a write until the server has it, and hands it back. Leaving the page meanwhile asks first. */
export async function untilSent<T>(write: Promise<T>): Promise<T> {
  unsent += 1;
  try {
    return await write;
  } finally {
    unsent -= 1;
  }
}

/** How many changes made here the server does not have yet. */
export function unsentChanges(): number {
  return unsent;
}

function judge(): void {
  clearTimeout(staleTimer);
  if (!navigator.onLine) enter('offline');
  else if (cachedSources.size === 0) enter('connected');
  else staleTimer = setTimeout(() => enter('stale'), staleAfterMilliseconds);
}

function enter(next: ConnectionState): void {
  // Styles show "waiting for connection" by it; see style.css.
  document.documentElement.dataset.connection = next;
  if (next === state) return;
  state = next;
  connectionChanges.dispatchEvent(new Event('change'));
}

addEventListener('online', judge);
addEventListener('offline', judge);
addEventListener('beforeunload', (event) => {
  if (unsent > 0) event.preventDefault();
});
judge();

/**
 * Uses a storage of the browser and returns the result; null when that throws: the user blocks site data,
 * or the storage is full.
 */
export function withStorage<T>(place: 'localStorage' | 'sessionStorage', use: (storage: Storage) => T): T | null {
  try {
    return use(globalThis[place]);
  } catch {
    return null;
  }
}

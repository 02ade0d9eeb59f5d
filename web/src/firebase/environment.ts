/** Host and ports of the emulators. */
export interface EmulatorAddress {
  /** The page's own host: mixing `localhost` and `127.0.0.1` fails on CORS. */
  host: string;
  auth: number;
  firestore: number;
  functions: number;
}

const { VITE_AUTH_PORT, VITE_FIRESTORE_PORT, VITE_FUNCTIONS_PORT } = import.meta.env;

/** The emulators, on Firebase's default ports unless the environment names others; null in production. */
export const emulators: EmulatorAddress | null = import.meta.env.LOCAL
  ? {
      host: location.hostname,
      auth: Number(VITE_AUTH_PORT ?? 9099),
      firestore: Number(VITE_FIRESTORE_PORT ?? 8080),
      functions: Number(VITE_FUNCTIONS_PORT ?? 5001),
    }
  : null;

/** The database that the functions use too. */
export const databaseId: string = import.meta.env.VITE_FIRESTORE_DATABASE || '(default)';

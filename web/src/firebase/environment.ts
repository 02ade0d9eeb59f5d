/** Where the emulators listen, as the page reaches them. */
export interface EmulatorAddress {
  /** The host of the page itself: `localhost` and `127.0.0.1` must not be mixed, or CORS refuses the calls. */
  host: string;
  auth: number;
  firestore: number;
  functions: number;
}

const { VITE_AUTH_PORT, VITE_FIRESTORE_PORT, VITE_FUNCTIONS_PORT } = import.meta.env;

/** The emulators on Firebase's own ports, unless the environment names others; null in production. */
export const emulators: EmulatorAddress | null = import.meta.env.LOCAL
  ? {
      host: location.hostname,
      auth: Number(VITE_AUTH_PORT ?? 9099),
      firestore: Number(VITE_FIRESTORE_PORT ?? 8080),
      functions: Number(VITE_FUNCTIONS_PORT ?? 5001),
    }
  : null;

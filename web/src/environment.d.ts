/// <reference types="vite/client" />

/** Build-time settings; all are optional. */
interface ImportMetaEnv {
  /** Whether the page uses the emulators. Set in vite.config.ts. */
  readonly LOCAL: boolean;
  /** Port of the Auth emulator. Set, it makes a built page use the emulators; the dev server always does. */
  readonly VITE_AUTH_PORT?: string;
  /** Port of the Firestore emulator. */
  readonly VITE_FIRESTORE_PORT?: string;
  /** Port of the Functions emulator. */
  readonly VITE_FUNCTIONS_PORT?: string;
  /** reCAPTCHA Enterprise site key. Set, it makes the page send App Check tokens. */
  readonly VITE_APP_CHECK_SITE_KEY?: string;
  /** The same value as the functions' param ELEVENLABS_FOLDER_ID. */
  readonly VITE_ELEVENLABS_FOLDER_ID?: string;
  /** The same value as the functions' param ELEVENLABS_AGENT_ID. Set, it shows the box for questions. */
  readonly VITE_ELEVENLABS_AGENT_ID?: string;
  /** The same value as the functions' param FUNCTIONS_REGION. */
  readonly VITE_FUNCTIONS_REGION?: string;
  /** The same value as the functions' param FIRESTORE_DATABASE. */
  readonly VITE_FIRESTORE_DATABASE?: string;
  /** The same value as the functions' param KNOWLEDGE_COLLECTION. */
  readonly VITE_KNOWLEDGE_COLLECTION?: string;
}

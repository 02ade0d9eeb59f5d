import { type FirebaseApp, type FirebaseOptions, initializeApp } from 'firebase/app';
import { emulators } from './environment.ts';

/** The page could not load its Firebase configuration; the message says what to do. */
class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
}

/**
 * Starts Firebase with the configuration that Hosting serves, or with the emulators' demo project.
 *
 * @throws ConfigurationError when the configuration cannot be loaded.
 */
export async function startFirebase(): Promise<FirebaseApp> {
  const app = initializeApp(emulators === null ? await hostedConfiguration() : demoConfiguration());
  const siteKey = import.meta.env.VITE_APP_CHECK_SITE_KEY;
  if (siteKey) {
    const { startAppCheck } = await import('./app-check.ts');
    startAppCheck(app, siteKey);
  }
  return app;
}

function demoConfiguration(): FirebaseOptions {
  return { projectId: 'demo-reelsync', apiKey: 'demo', authDomain: location.host };
}

async function hostedConfiguration(): Promise<FirebaseOptions> {
  const response = await fetch('/__/firebase/init.json').catch(() => null);
  if (response?.ok) return response.json();
  throw new ConfigurationError(
    'The page could not load its configuration. Check your connection, then reload the page.',
  );
}

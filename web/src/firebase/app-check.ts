import type { FirebaseApp } from 'firebase/app';
import { type AppCheck, getToken, initializeAppCheck, ReCaptchaEnterpriseProvider } from 'firebase/app-check';

let started: AppCheck | undefined;

/** Adds an App Check token to every request of the page. */
export function startAppCheck(app: FirebaseApp, siteKey: string): void {
  const provider = new ReCaptchaEnterpriseProvider(siteKey);
  started = initializeAppCheck(app, { provider, isTokenAutoRefreshEnabled: true });
}

/** The current token; null before `startAppCheck`. */
export async function currentToken(): Promise<string | null> {
  return started === undefined ? null : (await getToken(started)).token;
}

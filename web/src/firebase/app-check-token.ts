/** The App Check token for requests that the SDK does not make itself; null when App Check is off. */
export async function appCheckToken(): Promise<string | null> {
  if (!import.meta.env.VITE_APP_CHECK_SITE_KEY) return null;
  const { currentToken } = await import('./app-check.ts');
  return await currentToken();
}

/** The `code` of anything thrown: a string from Node and Firebase, a number from gRPC, null without one. */
export function errorCode(error: unknown): string | number | null {
  if (!(error instanceof Error) || !('code' in error)) return null;
  return typeof error.code === 'string' || typeof error.code === 'number' ? error.code : null;
}

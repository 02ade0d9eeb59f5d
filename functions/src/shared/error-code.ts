/** The `code` of anything thrown: a string (Node, Firebase), a number (gRPC), or null. */
export function errorCode(error: unknown): string | number | null {
  if (!(error instanceof Error) || !('code' in error)) return null;
  return typeof error.code === 'string' || typeof error.code === 'number' ? error.code : null;
}

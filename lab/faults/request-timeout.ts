/** Timeout of an upstream request: 20 s in production, shorter here since many requests time out. */
export const requestTimeoutMs = 800;

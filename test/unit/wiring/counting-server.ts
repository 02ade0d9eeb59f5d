import { createServer, type Socket } from 'node:net';
import { afterAll, beforeAll } from 'vitest';

/** A server that counts connections and never answers: it shows whether a service is called. */
export interface CountingServer {
  /** Host and port. */
  address(): string;
  connections(): number;
  forget(): void;
}

export function countingServer(): CountingServer {
  const sockets = new Set<Socket>();
  let count = 0;
  let port = 0;
  const server = createServer((socket) => {
    count += 1;
    sockets.add(socket);
    socket.on('error', () => {});
  });
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen({ port: 0, host: '127.0.0.1' }, resolve));
    const address = server.address();
    port = typeof address === 'object' && address !== null ? address.port : 0;
  });
  afterAll(async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of sockets) socket.destroy();
    await closed;
  });
  return {
    address: () => `127.0.0.1:${port}`,
    connections: () => count,
    forget: () => {
      count = 0;
    },
  };
}

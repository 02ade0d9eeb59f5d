import { connect, createServer, type Server, type Socket } from 'node:net';

/** A TCP proxy in front of a stub that can simulate an outage, while the stub keeps its state. */
export interface TcpProxy {
  /** Base URL of the proxy, without a trailing slash. */
  url: string;
  /** Closes all connections, refuses new ones and returns the number closed. */
  disconnect(): number;
  /** Accepts connections but forwards nothing. */
  stall(): void;
  /** Forwards connections again. Drops the stalled ones. */
  restore(): Promise<void>;
  /** Resolves when the port is free. */
  stop(): Promise<void>;
}

/** Starts a proxy to a port of 127.0.0.1. */
export async function startTcpProxy(target: number): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  const track = (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    // Connection errors are expected here.
    socket.on('error', () => {});
  };
  let stalled = false;
  const server = createServer((inner) => {
    if (stalled) return track(inner);
    const outer = connect({ port: target, host: '127.0.0.1' });
    track(inner);
    track(outer);
    inner.pipe(outer).pipe(inner);
    inner.once('close', () => outer.destroy());
    outer.once('close', () => inner.destroy());
  });
  const port = await listen(server, 0);
  const closeAll = () => {
    const { size } = sockets;
    for (const socket of sockets) socket.destroy();
    return size;
  };
  const disconnect = () => {
    server.close();
    return closeAll();
  };
  return {
    url: `http://127.0.0.1:${port}`,
    disconnect,
    stall() {
      stalled = true;
      closeAll();
    },
    async restore() {
      if (stalled) closeAll();
      stalled = false;
      if (!server.listening) await listen(server, port);
    },
    async stop() {
      if (!server.listening) return;
      const closed = new Promise((resolve) => server.once('close', resolve));
      disconnect();
      await closed;
    },
  };
}

async function listen(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host: '127.0.0.1' }, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : port;
}

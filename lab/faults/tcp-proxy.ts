import { connect, createServer, type Socket } from 'node:net';

/** A TCP proxy in front of a stub that can simulate an outage, while the stub keeps its state. */
export interface TcpProxy {
  /** Base URL of the proxy, without a trailing slash. */
  url: string;
  /** Accepts connections but forwards nothing. */
  stall(): void;
  /** Forwards connections again. Drops the stalled ones. */
  restore(): void;
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
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const closeAll = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `http://127.0.0.1:${port}`,
    stall() {
      stalled = true;
      closeAll();
    },
    restore() {
      if (stalled) closeAll();
      stalled = false;
    },
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve));
      closeAll();
      await closed;
    },
  };
}

import { connect, createServer, type Server, type Socket } from 'node:net';

/** A way through to a stub that can be shut: then connections break, and new ones are refused. */
export interface TcpProxy {
  /** Base URL that leads through it, without a trailing slash. */
  url: string;
  /** Breaks every connection and refuses new ones; returns how many it broke. */
  disconnect(): number;
  /** Takes connections, and lets nothing of them through. */
  stall(): void;
  /** Lets connections through again; resolves once it does. What was stalled never gets through. */
  restore(): Promise<void>;
  /** Shuts it for good; resolves when its port is free again. */
  stop(): Promise<void>;
}

/** Opens a gate to a port of 127.0.0.1: the stub behind it keeps what it holds while the gate is shut. */
export async function startTcpProxy(target: number): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  const track = (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    // A broken connection is what the gate is for.
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
  const breakAll = () => {
    const { size } = sockets;
    for (const socket of sockets) socket.destroy();
    return size;
  };
  const disconnect = () => {
    server.close();
    return breakAll();
  };
  return {
    url: `http://127.0.0.1:${port}`,
    disconnect,
    stall() {
      stalled = true;
      breakAll();
    },
    async restore() {
      if (stalled) breakAll();
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

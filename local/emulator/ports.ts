import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** The TCP ports that one emulator binds on 127.0.0.1. */
export interface EmulatorPorts {
  auth: number;
  firestore: number;
  functions: number;
  hub: number;
  logging: number;
  eventarc: number;
  tasks: number;
}

/** The ports of `npm start`: the Firebase defaults, which the page and the README name. */
export const startPorts: EmulatorPorts = {
  auth: 9099,
  firestore: 8080,
  functions: 5001,
  hub: 4400,
  logging: 4500,
  eventarc: 9299,
  tasks: 9499,
};

/** The ports of `npm start` that are not the emulator's. */
export const pagePort = 5000;
export const elevenLabsPort = 4801;
export const theSessionPort = 4802;

/** A port that `npm start` needs is taken by another process. */
export class PortTakenError extends Error {
  override readonly name = 'PortTakenError';
  constructor(readonly port: number) {
    super(
      `Port ${port} is taken by another program. Stop that program (find it with: lsof -i :${port}) and start again. If it is an earlier Reelsync, press Ctrl-C in its terminal.`,
    );
  }
}

/** Whether nothing listens on this port of 127.0.0.1 now. */
export async function isPortFree(port: number): Promise<boolean> {
  const server = createServer();
  return await new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** Whether the emulator of `npm start` runs, told by its ports. */
export async function isEmulatorRunning(): Promise<boolean> {
  const free = await Promise.all([startPorts.auth, startPorts.firestore, startPorts.functions].map(isPortFree));
  return free.every((isFree) => !isFree);
}

/** Resolves when every given port is free. Throws PortTakenError for the first that is not. */
export async function requireFreePorts(ports: Iterable<number>): Promise<void> {
  for (const port of ports) {
    if (!(await isPortFree(port))) throw new PortTakenError(port);
  }
}

/** A set of emulator ports that are free now, for tests that run beside other emulators. */
export async function pickFreePorts(): Promise<EmulatorPorts> {
  const servers = await Promise.all(Object.keys(startPorts).map(() => listenAnywhere()));
  const free = servers.map((server) => server.port);
  await Promise.all(servers.map((server) => server.close()));
  const [auth = 0, firestore = 0, functions = 0, hub = 0, logging = 0, eventarc = 0, tasks = 0] = free;
  return { auth, firestore, functions, hub, logging, eventarc, tasks };
}

/**
 * Ports below those that systems hand out for outgoing connections (from 32768 on Linux, 49152
 * elsewhere): one that was free a moment ago is then not taken by a connection of another program.
 */
const quietPorts = { from: 20_000, to: 32_000 };

async function listenAnywhere(): Promise<{ port: number; close: () => Promise<void> }> {
  const port = randomInt(quietPorts.from, quietPorts.to);
  const server = createServer();
  const listening = await new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1' }, () => resolve(true));
  });
  if (!listening) return await listenAnywhere();
  return { port, close: () => new Promise((resolve) => server.close(() => resolve())) };
}

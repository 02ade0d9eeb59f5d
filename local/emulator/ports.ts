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

/** The other ports of `npm start`. */
export const pagePort = 5000;
export const elevenLabsPort = 4801;
export const theSessionPort = 4802;

/** Another process uses a port that `npm start` needs. */
export class PortTakenError extends Error {
  override readonly name = 'PortTakenError';
  constructor(readonly port: number) {
    super(
      `Another program uses port ${port}. Stop it (find it with: lsof -i :${port}) and try again. If it is an earlier Reelsync, press Ctrl-C in its terminal.`,
    );
  }
}

/** Whether a port of 127.0.0.1 is free. */
export async function isPortFree(port: number): Promise<boolean> {
  const server = createServer();
  return await new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** Whether something listens on the emulator ports of `npm start`. */
export async function isEmulatorRunning(): Promise<boolean> {
  const free = await Promise.all([startPorts.auth, startPorts.firestore, startPorts.functions].map(isPortFree));
  return free.every((isFree) => !isFree);
}

/** Throws PortTakenError for the first port that is taken. */
export async function requireFreePorts(ports: Iterable<number>): Promise<void> {
  for (const port of ports) {
    if (!(await isPortFree(port))) throw new PortTakenError(port);
  }
}

/** Picks emulator ports that are free now, for tests that run beside other emulators. */
export async function pickFreePorts(): Promise<EmulatorPorts> {
  return {
    auth: await nextFreePort(),
    firestore: await nextFreePort(),
    functions: await nextFreePort(),
    hub: await nextFreePort(),
    logging: await nextFreePort(),
    eventarc: await nextFreePort(),
    tasks: await nextFreePort(),
  };
}

/**
 * Below the range for outgoing connections (from 32768 on Linux, 49152 elsewhere), so that no
 * connection of another program takes a port between the check and its use.
 */
const quietPorts = { from: 20_000, to: 32_000 };

/** Each process has its own share, and picks no port twice: an emulator binds its ports seconds later. */
const shareSize = 200;
const shares = (quietPorts.to - quietPorts.from) / shareSize;
let picked = 0;

/** Picks one port that is free now, never the same twice. */
export async function nextFreePort(): Promise<number> {
  const port = quietPorts.from + (process.pid % shares) * shareSize + (picked % shareSize);
  picked += 1;
  return (await isPortFree(port)) ? port : await nextFreePort();
}

import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

/** How a process is started. */
export interface ChildOptions {
  command: string;
  args: readonly string[];
  cwd: string;
  env: NodeJS.ProcessEnv;
  /** Receives its whole output. */
  logFile: string;
  /** Called with each line of output. */
  onLine?: ((line: string) => void) | undefined;
  /** The signal that stops it, and the time until it is killed, in milliseconds. */
  stop: { signal: NodeJS.Signals; graceMs: number };
}

/** A running process. */
export interface Child {
  /** Processes of its own outside its group, killed with it. */
  readonly outsiders: Set<number>;
  /** Resolves with the reason once it has ended. */
  readonly ended: Promise<Error>;
  /** Resolves when a line matches. Rejects when the process ends first, or after `limitMs`. */
  untilPrinted(sign: RegExp, limitMs: number): Promise<void>;
  /** Stops it and resolves when it has ended. */
  stop(): Promise<void>;
}

/** In a group of its own it does not receive the terminal's Ctrl-C, so that `stop` sends the only signal. */
export const ownGroup = process.platform !== 'win32';

const running = new Set<Child>();

/** Stops every running child, for an interrupt while others are starting. */
export async function stopChildren(): Promise<void> {
  await Promise.all([...running].map((child) => child.stop()));
}

/** Starts a process. It is killed when this process exits without `stop`. */
export function startChild({ command, args, cwd, env, logFile, onLine, stop }: ChildOptions): Child {
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: ownGroup });
  const log = createWriteStream(logFile);
  const printed: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      log.write(`${line}\n`);
      printed.push(line);
      onLine?.(line);
    });
  }
  let end: Error | undefined;
  let stopping = false;
  const ended = new Promise<Error>((resolve) => {
    const conclude = (reason: Error) => {
      end ??= reason;
      resolve(end);
    };
    child.once('error', conclude);
    child.once('exit', (code, signal) => {
      conclude(new Error(printed.slice(-3).join(' ') || `it ended with ${signal ?? `code ${code}`}`));
    });
  });
  const outsiders = new Set<number>();
  const kill = () => {
    if (child.pid !== undefined && end === undefined) signalGroup(child.pid, 'SIGKILL');
    for (const pid of outsiders) signalQuietly(pid, 'SIGKILL');
  };
  process.once('exit', kill);
  // A process without a handler, such as a worker of Vitest, would die without an exit event.
  if (process.listenerCount('SIGTERM') === 0) process.once('SIGTERM', () => process.exit(143));
  const handle: Child = {
    outsiders,
    ended,
    async untilPrinted(sign, limitMs) {
      const deadline = Date.now() + limitMs;
      while (!printed.some((line) => sign.test(line))) {
        if (end !== undefined) throw end;
        if (Date.now() > deadline) throw new Error(`no answer within ${limitMs / 1000} s`);
        await sleep(20);
      }
    },
    async stop() {
      if (!stopping) child.kill(stop.signal);
      stopping = true;
      const deadline = Date.now() + stop.graceMs;
      while (end === undefined) {
        if (Date.now() > deadline) kill();
        await sleep(20);
      }
      process.off('exit', kill);
      running.delete(handle);
    },
  };
  running.add(handle);
  return handle;
}

/** Signals a process that was started in a group of its own, and that group. */
export function signalGroup(pid: number, signal: NodeJS.Signals): void {
  signalQuietly(ownGroup ? -pid : pid, signal);
}

function signalQuietly(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended already.
  }
}

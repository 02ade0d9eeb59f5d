import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { pagePort } from '../../../local/emulator/ports.ts';

/** A command failed; the message ends with its last output. */
class CommandError extends Error {
  override readonly name = 'CommandError';
}

const startTimeoutMs = 120_000;

/** Returns the seconds that a command took. Throws CommandError. */
export async function run(folder: string, command: string, args: readonly string[]): Promise<number> {
  const started = performance.now();
  const { child, output } = spawnGroup(folder, command, args);
  const code = await new Promise<number | null>((resolve) => child.once('exit', resolve));
  if (code !== 0) throw new CommandError(`${command} ${args.join(' ')} ended with ${code}:\n${output().slice(-2000)}`);
  return (performance.now() - started) / 1000;
}

/** Runs `npm start` until the page is served and returns the seconds that took. Throws CommandError. */
export async function startToPage(folder: string): Promise<number> {
  const started = performance.now();
  const { child, output } = spawnGroup(folder, 'npm', ['start']);
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  try {
    while (!(await isServed())) {
      if (!isRunning(child) || performance.now() - started > startTimeoutMs) {
        throw new CommandError(`npm start did not serve the page:\n${output().slice(-2000)}`);
      }
      await sleep(50);
    }
    return (performance.now() - started) / 1000;
  } finally {
    // Signals the whole group, as Ctrl-C in a terminal does.
    if (isRunning(child) && child.pid !== undefined) process.kill(-child.pid, 'SIGINT');
    await exited;
  }
}

async function isServed(): Promise<boolean> {
  return await fetch(`http://localhost:${pagePort}/`).then(
    (response) => response.ok,
    () => false,
  );
}

/** Starts a command in its own process group, as a terminal does. */
function spawnGroup(
  folder: string,
  command: string,
  args: readonly string[],
): { child: ChildProcess; output: () => string } {
  // Vite sets NODE_ENV in this process; with it npm would skip the dev dependencies.
  const { NODE_ENV: _, ...env } = process.env;
  const child = spawn(command, args, { cwd: folder, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  process.once('exit', () => {
    if (isRunning(child) && child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
  }
  return { child, output: () => text };
}

function isRunning({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode === null && signalCode === null;
}

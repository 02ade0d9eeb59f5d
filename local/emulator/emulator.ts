import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, createWriteStream } from 'node:fs';
import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';
import { projectId, scratchRoot } from '../paths.ts';
import { javaProblem, officialCommand, readJavaVersion } from './official-emulators.ts';
import type { EmulatorPorts } from './ports.ts';
import { type StageOptions, stageEmulator } from './stage.ts';

/** A running emulator. */
export interface Emulator {
  ports: EmulatorPorts;
  /** The staged folder it runs from; `emulator.log` in it holds all that it printed. */
  folder: string;
  /** The variables through which the Firebase SDKs find it. */
  env: Record<string, string>;
  /** Base of fireemu's control API, with a trailing slash; null for the official emulators. */
  controlUrl: string | null;
  /** Moves the emulator's clock, which drives schedules and redeliveries, on by whole seconds. */
  advanceClock(seconds: number): Promise<void>;
  /** Ends it and resolves when its ports are free again. */
  stop(): Promise<void>;
}

/** The emulator could not be started; the message says what to do. */
export class EmulatorStartError extends Error {
  override readonly name = 'EmulatorStartError';
}

/** How long an emulator may take to come up. Measured: fireemu 0.4 s; the official ones up to 20 s. */
const startTimeoutMs = 60_000;

/**
 * The emulator's clock stands still unless moved, and schedules and tokens go by it. Each move ends
 * the requests that are under way ("the session was reset"), which the SDKs then repeat after a
 * second or more (measured): so it moves seldom, and not at all where nothing goes by it.
 */
const clockTickMs = 15_000;

/**
 * Starts Auth, Firestore and (unless `params` is null) Functions, and resolves when they answer.
 * Uses fireemu where its package exists for this platform, else the official Emulator Suite.
 *
 * @param onLine receives each line the emulator prints, besides the log file.
 * @throws EmulatorStartError when it does not come up; the message names the log file.
 */
export async function startEmulator(options: StageOptions, onLine?: (line: string) => void): Promise<Emulator> {
  const { ports } = options;
  const binary = fireemuBinary();
  const problem = binary === null ? javaProblem(readJavaVersion()) : null;
  if (problem !== null) throw new EmulatorStartError(problem);
  const folder = await stageEmulator(options);
  const services = ['auth', 'firestore', ...(options.params === null ? [] : ['functions', 'tasks'])];
  const { command, args } = binary === null ? officialCommand(services) : fireemuCommand(binary, services);
  const child = spawn(command, args, {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    // Reloads resolve hoisted packages from here upwards, so it must lie inside the project.
    env: { ...process.env, TMPDIR: scratchRoot, FIREEMU_NODE: process.execPath },
  });
  const lines = collectLines(child, `${folder}/emulator.log`, onLine);
  const controlUrl = binary === null ? null : `http://127.0.0.1:${ports.auth}/v1/`;
  const stop = stopper(child);
  try {
    await untilReady(child, lines, options.params !== null, binary !== null);
  } catch (error) {
    await stop();
    throw new EmulatorStartError(
      `The emulator did not start: ${error instanceof Error ? error.message : String(error)}. Its log: ${folder}/emulator.log`,
    );
  }
  const ticked = controlUrl !== null && options.params !== null;
  const ticker = ticked ? setInterval(() => void moveClockToNow(controlUrl), clockTickMs) : undefined;
  return {
    ports,
    folder,
    controlUrl,
    env: {
      GCLOUD_PROJECT: projectId,
      FIRESTORE_EMULATOR_HOST: `127.0.0.1:${ports.firestore}`,
      FIREBASE_AUTH_EMULATOR_HOST: `127.0.0.1:${ports.auth}`,
      ...(controlUrl === null ? {} : { FIREEMU_CONTROL_URL: controlUrl }),
    },
    async advanceClock(seconds) {
      if (controlUrl === null) throw new EmulatorStartError('The official emulators have no clock to move.');
      await postJson(`${controlUrl}sessions/default/clock:advance`, { seconds });
    },
    async stop() {
      clearInterval(ticker);
      await stop();
    },
  };
}

/** The path of the fireemu binary, made executable, or null where the platform has none. */
function fireemuBinary(): string | null {
  if (process.platform !== 'linux' || process.arch !== 'x64') return null;
  try {
    const path = createRequire(import.meta.url).resolve('@fireemu/linux-x64/bin/fireemu');
    chmodSync(path, 0o755);
    return path;
  } catch {
    return null;
  }
}

function fireemuCommand(binary: string, services: readonly string[]): { command: string; args: string[] } {
  return {
    command: binary,
    args: [
      'up',
      '--config',
      'fireemu.json',
      '--project',
      projectId,
      '--only',
      services.join(','),
      '--log-verbosity',
      'info',
    ],
  };
}

function collectLines(child: ChildProcess, path: string, onLine?: (line: string) => void): string[] {
  const log = createWriteStream(path);
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    let rest = '';
    stream?.setEncoding('utf8').on('data', (chunk: string) => {
      log.write(chunk);
      const parts = (rest + chunk).split('\n');
      rest = parts.pop() ?? '';
      for (const line of parts) {
        if (lines.length < 200) lines.push(line);
        onLine?.(line);
      }
    });
  }
  return lines;
}

async function untilReady(child: ChildProcess, lines: string[], functions: boolean, fireemu: boolean): Promise<void> {
  const sign = fireemu ? (functions ? /functions loaded:/ : /rules: +enforced/) : /All emulators ready/;
  let failure: Error | undefined;
  child.once('error', (error) => {
    failure = error;
  });
  const deadline = Date.now() + startTimeoutMs;
  while (!lines.some((line) => sign.test(line))) {
    if (failure !== undefined) throw failure;
    if (child.exitCode !== null) throw new Error(lines.slice(-3).join(' ') || `it ended with code ${child.exitCode}`);
    if (Date.now() > deadline) throw new Error(`no answer within ${startTimeoutMs / 1000} s`);
    await sleep(20);
  }
}

function stopper(child: ChildProcess): () => Promise<void> {
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  const killOnExit = () => child.kill('SIGKILL');
  process.once('exit', killOnExit);
  return async () => {
    if (child.exitCode === null) child.kill('SIGTERM');
    const forced = setTimeout(() => child.kill('SIGKILL'), 5000);
    await exited;
    clearTimeout(forced);
    process.off('exit', killOnExit);
  };
}

async function moveClockToNow(controlUrl: string): Promise<void> {
  // A jump ahead by a test makes "now" a step back, which the emulator refuses: nothing to do then.
  await postJson(`${controlUrl}sessions/default/clock:advanceTo`, { instant: new Date().toISOString() }).catch(
    () => {},
  );
}

async function postJson(url: string, body: unknown): Promise<void> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`The emulator's control API answered ${response.status}: ${await response.text()}`);
}

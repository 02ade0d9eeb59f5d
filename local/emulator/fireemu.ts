import { chmodSync } from 'node:fs';
import { createRequire } from 'node:module';
import { projectId, scratchRoot } from '../paths.ts';
import type { ChildOptions } from './child.ts';
import type { EmulatorPorts } from './ports.ts';

/** Measured: 0.4 s on an idle machine. */
export const fireemuStartMs = 60_000;

/**
 * The path of the fireemu binary, made executable; null where the platform has none, or where
 * REELSYNC_EMULATOR=official asks for the official suite.
 */
export function fireemuBinary(): string | null {
  if (process.env.REELSYNC_EMULATOR === 'official' || process.platform !== 'linux' || process.arch !== 'x64')
    return null;
  try {
    const path = createRequire(import.meta.url).resolve('@fireemu/linux-x64/bin/fireemu');
    chmodSync(path, 0o755);
    return path;
  } catch {
    return null;
  }
}

/** The command that starts fireemu in a staged folder, and the line it prints when it is ready. */
export function fireemuChild(
  binary: string,
  functions: boolean,
): Omit<ChildOptions, 'cwd' | 'logFile'> & { ready: RegExp } {
  const services = ['auth', 'firestore', ...(functions ? ['functions', 'tasks'] : [])].join(',');
  const options = ['--config', 'fireemu.json', '--project', projectId, '--only', services, '--log-verbosity', 'info'];
  return {
    command: binary,
    args: ['up', ...options],
    // Reloads resolve hoisted packages from TMPDIR upwards, so it must be inside the project.
    env: { ...process.env, TMPDIR: scratchRoot, FIREEMU_NODE: process.execPath },
    stop: { signal: 'SIGTERM', graceMs: 5000 },
    ready: functions ? /functions loaded:/ : /rules: +enforced/,
  };
}

/** Base of fireemu's control API, with a trailing slash. */
export function fireemuControlUrl(ports: EmulatorPorts): string {
  return `http://127.0.0.1:${ports.auth}/v1/`;
}

/**
 * fireemu's clock drives schedules, redeliveries and tokens, and moves only on request. Each move
 * aborts the requests in flight, which the SDKs repeat after a second or more (measured), so it is rare.
 */
const clockTickMs = 15_000;

/** Keeps the clock at the current time until the returned function is called. */
export function keepClock(controlUrl: string): () => void {
  const ticker = setInterval(() => {
    // After a test moved the clock ahead, fireemu refuses the current time: nothing to do then.
    postJson(`${controlUrl}sessions/default/clock:advanceTo`, { instant: new Date().toISOString() }).catch(() => {});
  }, clockTickMs);
  return () => clearInterval(ticker);
}

async function postJson(url: string, body: unknown): Promise<void> {
  await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
}

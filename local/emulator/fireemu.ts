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

/** How fireemu is started in a staged folder, and the line that says that it answers. */
export function fireemuChild(
  binary: string,
  functions: boolean,
): Omit<ChildOptions, 'cwd' | 'logFile'> & { ready: RegExp } {
  const services = ['auth', 'firestore', ...(functions ? ['functions', 'tasks'] : [])].join(',');
  const options = ['--config', 'fireemu.json', '--project', projectId, '--only', services, '--log-verbosity', 'info'];
  return {
    command: binary,
    args: ['up', ...options],
    // Reloads resolve hoisted packages from TMPDIR upwards, so it must lie inside the project.
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
 * The clock stands still unless moved, and schedules and tokens go by it. Each move ends the requests
 * under way ("the session was reset"), which the SDKs then repeat after a second or more (measured):
 * so it moves seldom.
 */
const clockTickMs = 15_000;

/** Moves the clock with the time of day, until the returned function is called. */
export function keepClock(controlUrl: string): () => void {
  const ticker = setInterval(() => {
    // A jump ahead by a test makes "now" a step back, which fireemu refuses: nothing to do then.
    postJson(`${controlUrl}sessions/default/clock:advanceTo`, { instant: new Date().toISOString() }).catch(() => {});
  }, clockTickMs);
  return () => clearInterval(ticker);
}

async function postJson(url: string, body: unknown): Promise<void> {
  await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
}

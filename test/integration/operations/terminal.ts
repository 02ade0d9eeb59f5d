import { type ChildProcess, spawn } from 'node:child_process';
import { expect, inject, onTestFinished } from 'vitest';
import { projectRoot } from '../../../local/paths.ts';

/** A command that runs in a terminal. */
export interface Terminal {
  /** Everything on the screen so far, control sequences included. */
  screen(): string;
  /** Waits until the screen shows the text. */
  untilShown(text: string): Promise<void>;
  type(keys: string): void;
  /** Resolves with the exit code. */
  ended: Promise<number>;
}

/**
 * Runs a script of `local/commands/` in a pseudo-terminal against the shared stack. `script` is
 * part of every Linux and of macOS, with options of its own on each.
 */
export function runInTerminal(script: string, args: readonly string[]): Terminal {
  const { firestoreHost, authHost } = inject('stack');
  const command = [process.execPath, '--import', 'tsx', `local/commands/${script}`, ...args];
  const quoted = command.map((word) => `'${word}'`).join(' ');
  const options = process.platform === 'linux' ? ['-qec', quoted, '/dev/null'] : ['-q', '/dev/null', ...command];
  const child: ChildProcess = spawn('script', options, {
    cwd: projectRoot,
    env: { ...process.env, FIRESTORE_EMULATOR_HOST: firestoreHost, FIREBASE_AUTH_EMULATOR_HOST: authHost },
    stdio: 'pipe',
  });
  onTestFinished(() => {
    child.kill();
  });
  let shown = '';
  child.stdout?.on('data', (chunk) => {
    shown += chunk;
  });
  return {
    screen: () => shown,
    untilShown: (text) => expect.poll(() => shown).toContain(text),
    type: (keys) => child.stdin?.write(keys),
    ended: new Promise((resolve) => child.once('close', (code) => resolve(code ?? -1))),
  };
}

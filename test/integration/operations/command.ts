import { execFile } from 'node:child_process';
import { inject } from 'vitest';
import { projectRoot } from '../../../local/paths.ts';

/** The exit code of a command and everything it printed. */
export interface CommandResult {
  code: number;
  output: string;
}

/** Runs a script of `local/commands/` against the shared stack, as a user does in the terminal. `env` is added to the environment. */
export async function runScript(
  script: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<CommandResult> {
  const { firestoreHost, authHost } = inject('stack');
  const emulator = { FIRESTORE_EMULATOR_HOST: firestoreHost, FIREBASE_AUTH_EMULATOR_HOST: authHost };
  return await new Promise((resolve) => {
    execFile(
      process.execPath,
      ['--import', 'tsx', `${projectRoot}/local/commands/${script}`, ...args],
      { env: { ...process.env, ...emulator, ...env } },
      (error, stdout, stderr) => resolve({ code: error === null ? 0 : Number(error.code), output: stdout + stderr }),
    );
  });
}

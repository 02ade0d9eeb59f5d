import { execFile } from 'node:child_process';
import { inject } from 'vitest';
import { projectRoot } from '../../../local/paths.ts';

/** How a command ended, and all that it printed. */
export interface CommandResult {
  code: number;
  output: string;
}

/** Runs a script of `local/` as a person does, against the shared stack; `env` is on top of what finds that. */
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

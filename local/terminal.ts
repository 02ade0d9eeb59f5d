import { errorCode } from '../functions/src/shared/error-code.ts';

import { stopChildren } from './emulator/child.ts';
import { PortTakenError } from './emulator/ports.ts';
import { CompileError } from './emulator/stage.ts';
import { EmulatorStartError } from './emulator/start-error.ts';

/** Something the person at the terminal can mend; printed without a stack. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/**
 * Runs a command's work and ends the process with its exit code. Errors that a person can mend are
 * printed as their message; any other with its stack.
 */
export async function runCommand(work: () => Promise<number>): Promise<never> {
  try {
    process.exit(await work());
  } catch (error) {
    console.error(isPlain(error) ? `\n${error.message}` : error);
    process.exit(1);
  }
}

function isPlain(error: unknown): error is Error {
  if (!(error instanceof Error)) return false;
  if (String(errorCode(error)).startsWith('ERR_PARSE_ARGS')) return true;
  return [UsageError, PortTakenError, EmulatorStartError, CompileError].some((known) => error instanceof known);
}

/** Ctrl-C, `kill` and a closed terminal. A terminal and the parent process may each send the same one. */
const interrupts = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Resolves at the first interrupt; later ones are ignored, so that the shutdown finishes. */
export async function untilInterrupted(): Promise<void> {
  await new Promise<void>((resolve) => {
    for (const signal of interrupts) process.on(signal, () => resolve());
  });
}

/** Stops at an interrupt what this process started, and exits. */
export function exitOnInterrupt(): void {
  void untilInterrupted().then(async () => {
    await stopChildren();
    process.exit(130);
  });
}

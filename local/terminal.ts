import { errorCode } from '../functions/src/shared/error-code.ts';
import { EmulatorStartError } from './emulator/emulator.ts';
import { PortTakenError } from './emulator/ports.ts';
import { CompileError } from './emulator/stage.ts';

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

/** Resolves at the first Ctrl-C, `kill` or closed terminal. */
export async function untilInterrupted(): Promise<void> {
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
  });
}

/** Ends the process at Ctrl-C in the ordinary way, so that what it started is ended with it. */
export function exitOnInterrupt(): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(130));
}

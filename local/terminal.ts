import { errorCode } from '../functions/src/shared/error-code.ts';
import { CompileError } from './build.ts';
import { stopChildren } from './emulator/child.ts';
import { PortTakenError } from './emulator/ports.ts';
import { EmulatorStartError } from './emulator/start-error.ts';

/** A problem that the user can fix; printed without a stack. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/**
 * Runs a command and exits with the code it returns. Errors that the user can fix are printed as
 * their message, others with their stack.
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

/** Ctrl-C, `kill` and a closed terminal. The terminal and the parent process may both send one. */
const interrupts = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Resolves at the first interrupt; later ones are ignored, so that the shutdown finishes. */
export async function untilInterrupted(): Promise<void> {
  await new Promise<void>((resolve) => {
    for (const signal of interrupts) process.on(signal, () => resolve());
  });
}

/** At an interrupt, stops the processes that this one started, and exits. */
export function exitOnInterrupt(): void {
  void untilInterrupted().then(async () => {
    await stopChildren();
    process.exit(130);
  });
}

import { z } from 'zod';
import { projectId } from '../../paths.ts';
import type { Child, ChildOptions } from '../child.ts';
import type { EmulatorPorts } from '../ports.ts';
import { EmulatorStartError } from '../start-error.ts';
import { installFirebaseTools } from './firebase-tools.ts';
import { adaptJava, chooseFirestore, howToGetFirestore, readMachine } from './firestore.ts';

/** Measured: up to 20 s on two busy cores. The download of the Firestore emulator (137 MB) counts too. */
export const suiteStartMs = 600_000;

/** The command that starts the official Emulator Suite, and the line it prints when it is ready. */
export type SuiteChild = Omit<ChildOptions, 'cwd' | 'logFile'> & { ready: RegExp };

/**
 * Installs the suite and returns the command that starts it in a staged folder.
 *
 * @param report is called with progress of slow steps.
 * @throws EmulatorStartError when this machine cannot run it; the message says what to do.
 */
export async function suiteChild(
  folder: string,
  functions: boolean,
  report: (line: string) => void,
): Promise<SuiteChild> {
  const machine = readMachine();
  const firestore = chooseFirestore(machine);
  if (firestore === null) {
    throw new EmulatorStartError(howToGetFirestore(machine));
  }
  const program = await installFirebaseTools(report);
  if (!firestore.present) report('Downloading the official Firestore emulator, once (137 MB) …');
  const java = await adaptJava(firestore.jar, folder);
  const services = ['auth', 'firestore', ...(functions ? ['functions'] : [])].join(',');
  return {
    command: process.execPath,
    args: [program, 'emulators:start', '--project', projectId, '--only', services, '--non-interactive'],
    env: {
      ...process.env,
      ...(firestore.jar === null ? {} : { FIRESTORE_EMULATOR_BINARY_PATH: firestore.jar }),
      ...(java === null ? {} : { PATH: `${java}:${process.env.PATH}` }),
      NO_UPDATE_NOTIFIER: '1',
    },
    // Up to 10 s (measured). A second signal would make the suite leave its Java processes behind.
    stop: { signal: 'SIGINT', graceMs: 20_000 },
    ready: /All emulators ready/,
  };
}

const hubSchema = z.record(z.string(), z.object({ pid: z.number().optional() }));

/** Kills the suite's Java processes with it; each has its own process group. */
export async function adoptJava(child: Child, ports: EmulatorPorts): Promise<void> {
  const response = await fetch(`http://127.0.0.1:${ports.hub}/emulators`);
  for (const { pid } of Object.values(hubSchema.parse(await response.json()))) {
    if (pid !== undefined && pid !== process.pid) child.outsiders.add(pid);
  }
}

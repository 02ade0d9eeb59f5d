import { region } from '../../functions/src/shared/region.ts';
import { projectId } from '../paths.ts';
import { type Child, startChild } from './child.ts';
import { fireemuBinary, fireemuChild, fireemuControlUrl, fireemuStartMs, keepClock } from './fireemu.ts';
import { runSchedules, triggerUrl } from './official/schedules.ts';
import { adoptJava, suiteChild, suiteStartMs } from './official/suite.ts';
import type { EmulatorPorts } from './ports.ts';
import { type StageOptions, stageEmulator } from './stage.ts';
import { EmulatorStartError } from './start-error.ts';

/** A running emulator. */
export interface Emulator {
  ports: EmulatorPorts;
  /** The staged folder it runs from, with its output in `emulator.log`. */
  folder: string;
  /** The variables through which the Firebase SDKs find it. */
  env: Record<string, string>;
  /** Base of fireemu's control API, with a trailing slash; null for the official suite. */
  controlUrl: string | null;
  /** Resolves once it has ended. */
  ended: Promise<unknown>;
  /** A POST to this URL runs a scheduled function once, now. */
  runUrl(functionName: string): string;
  /** Stops it and resolves when its ports are free. */
  stop(): Promise<void>;
}

export interface EmulatorOutput {
  /** Called with each line of its output. */
  onLine?: ((line: string) => void) | undefined;
  /** Called with progress of slow steps, such as an installation. */
  report?: (line: string) => void;
}

/**
 * Starts Auth, Firestore and (unless `params` is null) Functions, and resolves when they answer.
 * Uses fireemu where its package exists for this platform, else the official Emulator Suite, which
 * REELSYNC_EMULATOR=official asks for everywhere.
 *
 * @throws EmulatorStartError when it does not come up; the message says what to do.
 */
export async function startEmulator(options: StageOptions, output: EmulatorOutput = {}): Promise<Emulator> {
  const binary = fireemuBinary();
  const folder = await stageEmulator(options, binary === null);
  return binary === null
    ? await startSuite(options, folder, output)
    : await startFireemu(binary, options, folder, output);
}

async function startFireemu(
  binary: string,
  { ports, params }: StageOptions,
  folder: string,
  { onLine }: EmulatorOutput,
): Promise<Emulator> {
  const { ready, ...command } = fireemuChild(binary, params !== null);
  const child = startChild({ ...command, cwd: folder, logFile: logFile(folder), onLine });
  await untilReady(child, ready, fireemuStartMs, folder);
  const controlUrl = fireemuControlUrl(ports);
  // Only functions depend on the clock.
  const releaseClock = params === null ? () => {} : keepClock(controlUrl);
  return {
    ports,
    folder,
    controlUrl,
    ended: child.ended,
    env: { ...environment(ports), FIREEMU_CONTROL_URL: controlUrl },
    runUrl: (functionName) => `${controlUrl}sessions/default/functions/${functionName}:run`,
    async stop() {
      releaseClock();
      await child.stop();
    },
  };
}

async function startSuite(
  { ports, params }: StageOptions,
  folder: string,
  { onLine, report = console.log }: EmulatorOutput,
): Promise<Emulator> {
  const { ready, ...command } = await suiteChild(folder, params !== null, report);
  const child = startChild({ ...command, cwd: folder, logFile: logFile(folder), onLine });
  await untilReady(child, ready, suiteStartMs, folder);
  await adoptJava(child, ports);
  const functionsUrl = `http://127.0.0.1:${ports.functions}`;
  const endSchedules = params === null ? () => {} : await runSchedules(functionsUrl);
  return {
    ports,
    folder,
    controlUrl: null,
    ended: child.ended,
    env: environment(ports),
    runUrl: (functionName) => triggerUrl(functionsUrl, `${region}-${functionName}`),
    async stop() {
      endSchedules();
      await child.stop();
    },
  };
}

async function untilReady(child: Child, ready: RegExp, limitMs: number, folder: string): Promise<void> {
  try {
    await child.untilPrinted(ready, limitMs);
  } catch (error) {
    await child.stop();
    const reason = error instanceof Error ? error.message : String(error);
    throw new EmulatorStartError(`The emulator did not start: ${reason}. Its log: ${logFile(folder)}`);
  }
}

function logFile(folder: string): string {
  return `${folder}/emulator.log`;
}

function environment({ firestore, auth }: EmulatorPorts): Record<string, string> {
  return {
    GCLOUD_PROJECT: projectId,
    FIRESTORE_EMULATOR_HOST: `127.0.0.1:${firestore}`,
    FIREBASE_AUTH_EMULATOR_HOST: `127.0.0.1:${auth}`,
  };
}

import { type App, applicationDefault, initializeApp } from 'firebase-admin/app';
import { errorCode } from '../../functions/src/shared/error-code.ts';
import { projectId as localProjectId } from '../paths.ts';
import { UsageError } from '../terminal.ts';
import { isEmulatorRunning, startPorts } from './ports.ts';

/** The Firebase project that a command works on. */
export interface Project {
  app: App;
  id: string;
  /** Whether it is an emulator on this machine. */
  local: boolean;
}

/** The Admin SDK uses emulators where these variables are set. */
const emulatorVariables = ['FIRESTORE_EMULATOR_HOST', 'FIREBASE_AUTH_EMULATOR_HOST'] as const;

/**
 * Opens the project that a command works on, with administrator access.
 *
 * @param id a real project, opened with Google's application-default credentials. Undefined: the
 * emulator that the environment names, as `firebase emulators:exec` does, else that of `npm start`.
 * @throws UsageError when no emulator runs or no credentials are found; the message says what to do.
 */
export async function openProject(id: string | undefined): Promise<Project> {
  return id === undefined ? await openEmulator() : await openReal(id);
}

async function openEmulator(): Promise<Project> {
  if (emulatorVariables.some((name) => !process.env[name])) {
    if (!(await isEmulatorRunning())) {
      throw new UsageError(
        'No Reelsync runs on this machine. Start it with "npm start" in another terminal, or name a project: --project ID',
      );
    }
    process.env.FIRESTORE_EMULATOR_HOST = `127.0.0.1:${startPorts.firestore}`;
    process.env.FIREBASE_AUTH_EMULATOR_HOST = `127.0.0.1:${startPorts.auth}`;
  }
  // Otherwise the SDK looks for Google's metadata server, and may warn that it is missing.
  process.env.METADATA_SERVER_DETECTION ??= 'none';
  return { app: initializeApp({ projectId: localProjectId }), id: localProjectId, local: true };
}

async function openReal(id: string): Promise<Project> {
  // An explicit project wins over emulator variables left in the shell.
  for (const name of emulatorVariables) delete process.env[name];
  const credential = applicationDefault();
  try {
    await credential.getAccessToken();
  } catch {
    throw new UsageError(
      `No Google credentials were found for the project ${id}. Run "gcloud auth application-default login", or let GOOGLE_APPLICATION_CREDENTIALS name the key file of a service account, and run the command again.`,
    );
  }
  return { app: initializeApp({ projectId: id, credential }), id, local: false };
}

/** gRPC codes that the user can fix: NOT_FOUND (no database), PERMISSION_DENIED, UNAUTHENTICATED. */
const plainCodes = new Set<unknown>([5, 7, 16]);

/** Runs work on a project's Firestore. Throws UsageError for refusals that the user can fix. */
export async function withPlainErrors<Result>(project: Project, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Error) || !plainCodes.has(errorCode(error))) throw error;
    throw new UsageError(
      `Firestore of ${project.id} refused: ${error.message}. Your Google account needs the role Cloud Datastore User there, and the project a Firestore database.`,
    );
  }
}

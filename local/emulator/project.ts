import { type App, applicationDefault, initializeApp } from 'firebase-admin/app';
import { errorCode } from '../../functions/src/shared/error-code.ts';
import { projectId as localProjectId } from '../paths.ts';
import { UsageError } from '../terminal.ts';
import { isEmulatorRunning, startPorts } from './ports.ts';

/** The Firebase project that a command works on. */
export interface Project {
  app: App;
  id: string;
  /** Whether it is the emulator's, on this machine. */
  local: boolean;
}

/** The variables through which the Admin SDK finds emulators instead of real services. */
const emulatorVariables = ['FIRESTORE_EMULATOR_HOST', 'FIREBASE_AUTH_EMULATOR_HOST'] as const;

/**
 * Opens the project that a command works on, with the rights of an administrator.
 *
 * @param id a real project, reached with Google's application-default credentials. Undefined: the
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
  // Nothing of Google's is asked: without this the SDK looks for a metadata server, and may warn of it.
  process.env.METADATA_SERVER_DETECTION ??= 'none';
  return { app: initializeApp({ projectId: localProjectId }), id: localProjectId, local: true };
}

async function openReal(id: string): Promise<Project> {
  // A project that is named is meant, whatever emulator a shell still points at.
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

/** gRPC's status codes of Firestore's refusals that a person can mend: no right, no database, no sign-in. */
const plainCodes = new Set<unknown>([5, 7, 16]);

/** Carries out work on a project's Firestore; what a person can mend is thrown as UsageError. */
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

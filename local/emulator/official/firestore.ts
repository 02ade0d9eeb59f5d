import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, join } from 'node:path';

/** What a machine offers for running the official Firestore emulator. */
export interface Machine {
  /** Major version of the `java` on PATH; 0 without Java. */
  java: number;
  /** The value of FIRESTORE_EMULATOR_BINARY_PATH, which firebase-tools reads too. */
  named: string | undefined;
  /** Whether firebase-tools has downloaded its jar. */
  downloaded: boolean;
  /** The jar of gcloud's component; undefined where gcloud or the component is missing. */
  gcloud: string | undefined;
}

export interface OfficialFirestore {
  /** Null for the one that firebase-tools downloads. */
  jar: string | null;
  /** Whether it is on this machine already. */
  present: boolean;
}

/** firebase-tools 15 refuses an older Java, and its own jar needs it. */
const firebaseToolsJava = 21;

/** Java 11 class files, in the component of Google Cloud CLI 528 (measured). */
const gcloudJava = 11;

/** Distinguishes gcloud's jar: the one of firebase-tools has a version in its name. */
const gcloudJarName = 'cloud-firestore-emulator.jar';

/** Chooses the official Firestore emulator; null when Java is missing or too old for all of them. */
export function chooseFirestore({ java, named, downloaded, gcloud }: Machine): OfficialFirestore | null {
  if (named !== undefined) return java >= leastJava(named) ? { jar: named, present: true } : null;
  if (java >= firebaseToolsJava && (downloaded || gcloud === undefined)) return { jar: null, present: downloaded };
  return gcloud !== undefined && java >= gcloudJava ? { jar: gcloud, present: true } : null;
}

/** What to do on a machine without an official Firestore emulator. */
export function howToGetFirestore({ java }: Pick<Machine, 'java'>): string {
  if (java >= firebaseToolsJava) return 'Run "npm run firebase -- setup:emulators:firestore" and try again.';
  const found = java === 0 ? 'no Java was found' : `only Java ${java} was found`;
  return `The Firestore emulator needs Java ${firebaseToolsJava} or newer, and ${found}. Install Java ${firebaseToolsJava} and try again.`;
}

/** Reads what this machine offers. Asks gcloud only if needed, since that takes a second. */
export function readMachine(): Machine {
  const named = process.env.FIRESTORE_EMULATOR_BINARY_PATH;
  const downloads = process.env.FIREBASE_EMULATORS_PATH ?? join(homedir(), '.cache/firebase/emulators');
  const downloaded =
    existsSync(downloads) && readdirSync(downloads).some((file) => /^cloud-firestore.*\.jar$/.test(file));
  const java = Number(
    /version "(\d+)/.exec(spawnSync('java', ['-version'], { encoding: 'utf8' }).stderr ?? '')?.[1] ?? 0,
  );
  return { java, named, downloaded, gcloud: named === undefined ? gcloudJar() : undefined };
}

/**
 * Lets firebase-tools run gcloud's jar. firebase-tools requires Java 21 and runs `java -jar`; that jar
 * needs only Java 11 and names no main class. Returns the folder of a `java` script that translates, for
 * the front of PATH, or null for other jars.
 */
export async function adaptJava(jar: string | null, folder: string): Promise<string | null> {
  if (jar === null || basename(jar) !== gcloudJarName) return null;
  const java = spawnSync('sh', ['-c', 'command -v java'], { encoding: 'utf8' }).stdout.trim();
  const bin = join(folder, 'bin');
  await mkdir(bin, { recursive: true });
  await writeFile(join(bin, 'java'), adapter(java), { mode: 0o755 });
  return bin;
}

function adapter(java: string): string {
  return `#!/bin/sh
for argument; do
  shift
  case $argument in
    -version) echo 'version "${firebaseToolsJava}"'; exit ;;
    -jar) set -- "$@" -cp ;;
    *.jar) set -- "$@" "$argument" com.google.cloud.datastore.emulator.firestore.CloudFirestore ;;
    *) set -- "$@" "$argument" ;;
  esac
done
exec '${java}' "$@"
`;
}

function leastJava(jar: string): number {
  return basename(jar) === gcloudJarName ? gcloudJava : firebaseToolsJava;
}

function gcloudJar(): string | undefined {
  const { stdout } = spawnSync('gcloud', ['info', '--format=value(installation.sdk_root)'], { encoding: 'utf8' });
  const jar = join(stdout?.trim() ?? '', 'platform/cloud-firestore-emulator', gcloudJarName);
  return stdout && existsSync(jar) ? jar : undefined;
}

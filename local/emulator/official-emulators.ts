import { spawnSync } from 'node:child_process';
import { projectId } from '../paths.ts';

/** The official Firestore emulator of firebase-tools 15 runs on Java 21 or newer (its documentation). */
const leastJava = 21;

/** What `java -version` printed; empty where there is no Java. */
export function readJavaVersion(): string {
  return spawnSync('java', ['-version'], { encoding: 'utf8' }).stderr ?? '';
}

/**
 * Why the official emulators cannot run here, in words that say what to do; null when they can.
 *
 * @param printed what `java -version` printed.
 */
export function javaProblem(printed: string): string | null {
  const version = Number(/version "(\d+)/.exec(printed)?.[1] ?? 0);
  if (version >= leastJava) return null;
  const found = version === 0 ? 'no Java was found' : `Java ${version} was found`;
  return `This platform has no fireemu package, so the official Firebase emulators are used. They need Java ${leastJava} or newer, and ${found}. Install Java ${leastJava} and run the command again.`;
}

/** The command that starts the official emulators in a staged folder. `services` as `--only` takes them. */
export function officialCommand(services: readonly string[]): { command: string; args: string[] } {
  const only = services.filter((service) => service !== 'tasks').join(',');
  return {
    command: 'npx',
    args: ['--yes', 'firebase-tools@15', 'emulators:start', '--project', projectId, '--only', only],
  };
}

import type { Project } from '../emulator/project.ts';
import { readOwnParams } from '../emulator/stack.ts';
import { readParams } from '../emulator/stage.ts';
import { projectRoot } from '../paths.ts';
import { UsageError } from '../terminal.ts';

/** Sets the project's params for the functions' code, as a deployment would. Variables that are already set win. */
export async function setProjectParams({ id, local }: Pick<Project, 'id' | 'local'>): Promise<void> {
  const folder = `${projectRoot}/functions`;
  const own = local ? await readOwnParams() : {};
  const params = { ...(await readParams(`${folder}/.env`)), ...(await readParams(`${folder}/.env.${id}`)), ...own };
  for (const [name, value] of Object.entries(params)) process.env[name] ??= value;
}

/**
 * Sets the params as `setProjectParams` does, for a command that calls ElevenLabs.
 *
 * @param script the npm script of the command.
 * @param secret the name of the key in Secret Manager.
 * @throws UsageError without a key; the message repeats the command with it.
 */
export async function setParamsAndKey(
  project: Pick<Project, 'id' | 'local'>,
  script: string,
  secret = 'ELEVENLABS_API_KEY',
): Promise<void> {
  await setProjectParams(project);
  if (process.env.ELEVENLABS_API_KEY) return;
  if (project.local) {
    throw new UsageError('The ElevenLabs API key is missing. Set ELEVENLABS_API_KEY in functions/.env.local.');
  }
  const command = ['npm', 'run', script, '--', ...process.argv.slice(2)].map(quoted).join(' ');
  throw new UsageError(
    `The ElevenLabs API key is missing. Pass it to this command:\n  ELEVENLABS_API_KEY="$(npm run --silent firebase -- functions:secrets:access ${secret} --project ${project.id})" ${command}`,
  );
}

/** An argument as a POSIX shell reads it back. */
function quoted(argument: string): string {
  return /^[\w.,:=@/-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", "'\\''")}'`;
}

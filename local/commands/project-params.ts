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
 * @param command as the user repeats it with the key.
 * @throws UsageError without a key.
 */
export async function setParamsAndKey(project: Project, command: string): Promise<void> {
  await setProjectParams(project);
  if (process.env.ELEVENLABS_API_KEY) return;
  const { id } = project;
  throw new UsageError(
    `The key to ElevenLabs is missing. Hand it over for this one command:\n  ELEVENLABS_API_KEY="$(npm run --silent firebase -- functions:secrets:access ELEVENLABS_API_KEY --project ${id})" ${command} --project ${id}`,
  );
}

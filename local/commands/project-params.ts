import type { Project } from '../emulator/project.ts';
import { readOwnParams } from '../emulator/stack.ts';
import { readParams } from '../emulator/stage.ts';
import { projectRoot } from '../paths.ts';
import { UsageError } from '../terminal.ts';

/**
 * Sets the project's params for the functions' code. Variables that are already set win.
 *
 * @param command as the user repeats it with the key.
 * @throws UsageError without a key.
 */
export async function setProjectParams({ id, local }: Project, command: string): Promise<void> {
  const folder = `${projectRoot}/functions`;
  const own = local ? await readOwnParams() : {};
  const params = { ...(await readParams(`${folder}/.env`)), ...(await readParams(`${folder}/.env.${id}`)), ...own };
  for (const [name, value] of Object.entries(params)) process.env[name] ??= value;
  if (process.env.ELEVENLABS_API_KEY) return;
  throw new UsageError(
    `The key to ElevenLabs is missing. Hand it over for this one command:\n  ELEVENLABS_API_KEY="$(npm run --silent firebase -- functions:secrets:access ELEVENLABS_API_KEY --project ${id})" ${command} --project ${id}`,
  );
}

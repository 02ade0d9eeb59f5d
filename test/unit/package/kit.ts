import { mkdir, writeFile } from 'node:fs/promises';
import { changeJson, unpackCodebase } from './adopt.ts';
import { unpack } from './packed.ts';

/** The project that the reviewed files are for. */
export const kitProject = 'my-project';

/**
 * Way 2: a function kit, with what `firebase functions:kits:install --directory reelsync --no-configure`
 * writes; lab/kit compares it with the CLI itself. Returns the folder of the kit.
 */
export async function addKit({ folder, tarball }: { folder: string; tarball: string }): Promise<string> {
  const kit = await unpackCodebase({ folder, tarball });
  await unpack(tarball, kit);
  const params = 'function-kits/reelsync/config-reelsync';
  await mkdir(`${folder}/${params}`, { recursive: true });
  await writeFile(`${folder}/${params}/.env.${kitProject}`, '');
  await changeJson(`${folder}/firebase.json`, (config) => {
    config.functions.push({ kit: 'reelsync', source: 'reelsync', instances: { reelsync: params } });
  });
  return kit;
}

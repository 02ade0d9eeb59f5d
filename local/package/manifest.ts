import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { projectRoot } from '../paths.ts';

const versions = z.record(z.string(), z.string());

const manifestSchema = z.looseObject({
  name: z.string(),
  version: z.string(),
  license: z.string(),
  engines: z.object({ node: z.string() }),
  dependencies: versions,
  peerDependencies: versions,
  devDependencies: versions.optional(),
});

/** The `package.json` of the functions. */
export type Manifest = z.infer<typeof manifestSchema>;

export async function readManifest(): Promise<Manifest> {
  return manifestSchema.parse(JSON.parse(await readFile(`${projectRoot}/functions/package.json`, 'utf8')));
}

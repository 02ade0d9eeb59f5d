import { readFile, writeFile } from 'node:fs/promises';
import { readManifest } from '../package/manifest.ts';
import { makeShrinkwrap } from '../package/shrinkwrap.ts';
import { projectRoot } from '../paths.ts';
import { runCommand } from '../terminal.ts';

await runCommand(async () => {
  const rootLock = await readFile(`${projectRoot}/package-lock.json`, 'utf8');
  const shrinkwrap = makeShrinkwrap(rootLock, await readManifest(), { peers: true, tools: true });
  await writeFile(`${projectRoot}/functions/npm-shrinkwrap.json`, shrinkwrap);
  return 0;
});

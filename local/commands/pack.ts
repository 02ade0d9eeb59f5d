import { relative } from 'node:path';
import { packFunctions } from '../package/pack.ts';
import { projectRoot } from '../paths.ts';
import { runCommand } from '../terminal.ts';

await runCommand(async () => {
  const tarball = await packFunctions('pack', projectRoot);
  console.log(`${relative(process.cwd(), tarball)} is ready. docs/adopt.md shows how to add it to a project.`);
  return 0;
});

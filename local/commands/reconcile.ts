import { parseArgs } from 'node:util';
import { CallableError } from '../../functions/src/callable-error.ts';
import { ConfigError } from '../../functions/src/config.ts';
import { knowledgeContext } from '../../functions/src/context.ts';
import { reconcile } from '../../functions/src/knowledge/reconcile/reconcile.ts';
import { openProject, type Project, withPlainErrors } from '../emulator/project.ts';
import { readOwnParams } from '../emulator/stack.ts';
import { readParams } from '../emulator/stage.ts';
import { projectRoot } from '../paths.ts';
import { exitOnInterrupt, runCommand, UsageError } from '../terminal.ts';
import { describeReconciliation } from './reconcile-words.ts';

await runCommand(async () => {
  exitOnInterrupt();
  const { values } = parseArgs({
    options: {
      apply: { type: 'boolean', default: false },
      force: { type: 'boolean', default: false },
      project: { type: 'string' },
    },
  });
  const project = await openProject(values.project);
  await setParams(project);
  const { apply, force } = values;
  console.log(`Comparing ElevenLabs with Firestore of ${project.id} …\n`);
  try {
    // The report replaces the functions' log entries.
    const context = { ...(await knowledgeContext()), log: () => {} };
    console.log(describeReconciliation(await withPlainErrors(project, () => reconcile(context, { apply, force }))));
  } catch (error) {
    if (!(error instanceof CallableError || error instanceof ConfigError)) throw error;
    const tooMany = error instanceof CallableError && error.code === 'failed-precondition';
    throw new UsageError(tooMany ? `${error.message} On the command line: --force` : error.message);
  }
  return 0;
});

/** Sets the project's params for the functions' code. Variables that are already set win. */
async function setParams({ id, local }: Project): Promise<void> {
  const folder = `${projectRoot}/functions`;
  const own = local ? await readOwnParams() : {};
  const params = { ...(await readParams(`${folder}/.env`)), ...(await readParams(`${folder}/.env.${id}`)), ...own };
  for (const [name, value] of Object.entries(params)) process.env[name] ??= value;
  if (process.env.ELEVENLABS_API_KEY) return;
  throw new UsageError(
    `The key to ElevenLabs is missing. Hand it over for this one command:\n  ELEVENLABS_API_KEY="$(npm run --silent firebase -- functions:secrets:access ELEVENLABS_API_KEY --project ${id})" npm run reconcile -- --project ${id}`,
  );
}

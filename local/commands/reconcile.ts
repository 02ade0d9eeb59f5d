import { parseArgs } from 'node:util';
import { CallableError } from '../../functions/src/callable-error.ts';
import { ConfigError } from '../../functions/src/config/param.ts';
import { knowledgeContext } from '../../functions/src/context/knowledge.ts';
import { reconcile } from '../../functions/src/knowledge/reconcile/reconcile.ts';
import { openProject, withPlainErrors } from '../emulator/project.ts';
import { exitOnInterrupt, runCommand, UsageError } from '../terminal.ts';
import { setProjectParams } from './project-params.ts';
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
  await setProjectParams(project, 'npm run reconcile --');
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

import { parseArgs } from 'node:util';
import { CallableError } from '../../functions/src/callable-error.ts';
import { reconcile } from '../../functions/src/knowledge/reconcile/reconcile.ts';
import { openProject } from '../emulator/project.ts';
import { exitOnInterrupt, runCommand, UsageError } from '../terminal.ts';
import { setParamsAndKey } from './project-params.ts';
import { describeReconciliation } from './reconcile-words.ts';
import { withKnowledge } from './with-knowledge.ts';

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
  await setParamsAndKey(project, 'reconcile');
  const { apply, force } = values;
  console.log(`Comparing ElevenLabs with Firestore of ${project.id} …\n`);
  const answer = await withKnowledge(project, (context) => reconcile(context, { apply, force }).catch(nameForce));
  console.log(describeReconciliation(answer));
  return 0;
});

/** Says how the command line forces what was refused. */
function nameForce(error: unknown): never {
  if (!(error instanceof CallableError) || error.code !== 'failed-precondition') throw error;
  throw new UsageError(`${error.message} On the command line: --force`);
}

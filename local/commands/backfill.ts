import { stdin, stdout } from 'node:process';
import { createInterface } from 'node:readline/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { getFirestore } from 'firebase-admin/firestore';
import { errorCode } from '../../functions/src/shared/error-code.ts';
import { BackfillStalledError, backfill, measureCollection } from '../backfill/backfill.ts';
import { describeEffort } from '../backfill/estimate.ts';
import { counted } from '../counted.ts';
import { openProject, withPlainErrors } from '../emulator/project.ts';
import { startProgressBar } from '../import/progress-bar.ts';
import { exitOnInterrupt, runCommand, UsageError } from '../terminal.ts';
import { readPlacement } from './placement.ts';

await runCommand(async () => {
  exitOnInterrupt();
  const { values } = parseArgs({
    options: {
      project: { type: 'string' },
      collection: { type: 'string' },
      database: { type: 'string' },
      'dry-run': { type: 'boolean', default: false },
      yes: { type: 'boolean', default: false },
    },
  });
  const project = await openProject(values.project);
  const { database, collection } = await readPlacement(project, values);
  const db = getFirestore(project.app, database);
  return await withPlainErrors(project, async () => {
    const { documents, unmarked } = await measureCollection(db, collection);
    console.log(`${collection} of ${project.id}: ${counted(documents, 'document')}, ${unmarked} not synced yet.`);
    if (unmarked === 0) return 0;
    console.log(`To sync them: ${describeEffort(unmarked)}. ElevenLabs counts them against your plan.`);
    if (values['dry-run'] || !(values.yes || (await confirmed()))) {
      console.log('Nothing was changed.');
      return values['dry-run'] ? 0 : 1;
    }
    const bar = startProgressBar();
    try {
      const marked = await backfill(db, {
        collection,
        wait: sleep,
        now: Date.now,
        onProgress: (done) => bar.show((100 * done) / unmarked, `${done} of ${unmarked}`),
      });
      bar.end();
      const { failed } = await countFailed();
      console.log(
        failed === 0
          ? `${counted(marked, 'document')} synced.`
          : `Marked ${counted(marked, 'document')}. ${collection} has ${counted(failed, 'failed document')}; sync.error says why.`,
      );
      return failed === 0 ? 0 : 1;
    } catch (error) {
      bar.end();
      throw error instanceof BackfillStalledError ? new UsageError(error.message) : error;
    }
  });

  async function countFailed(): Promise<{ failed: number }> {
    const found = await db.collection(collection).where('sync.status', '==', 'failed').count().get();
    return { failed: found.data().count };
  }
});

/** Only y and yes confirm; Ctrl-C and the end of the input decline. */
async function confirmed(): Promise<boolean> {
  if (!stdin.isTTY) throw new UsageError('There is no terminal to ask. Add --yes to start.');
  const terminal = createInterface({ input: stdin, output: stdout });
  const closed = new AbortController();
  terminal.once('close', () => closed.abort());
  try {
    const answer = await terminal.question('Start? (y/N) ', { signal: closed.signal });
    return /^y(es)?$/i.test(answer.trim());
  } catch (error) {
    if (errorCode(error) !== 'ABORT_ERR') throw error;
    stdout.write('\n');
    return false;
  } finally {
    terminal.close();
  }
}

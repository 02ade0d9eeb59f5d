import { parseArgs } from 'node:util';
import { getFirestore } from 'firebase-admin/firestore';
import { placed } from '../../functions/src/context/placed.ts';
import { openProject, withPlainErrors } from '../emulator/project.ts';
import { importName, readImportFolder } from '../import/folder.ts';
import { startProgressBar } from '../import/progress-bar.ts';
import { type ImportRow, runImport } from '../import/run.ts';
import { exitOnInterrupt, runCommand, UsageError } from '../terminal.ts';
import { readPlacement } from './placement.ts';

const usage = `Name a folder of .md and .txt files:
  npm run import -- handbook
  npm run import -- handbook --dry-run              shows what would be done
  npm run import -- handbook --prune                deletes documents whose files are gone
  npm run import -- handbook --as manual            a name of its own, where two folders have the same
  npm run import -- handbook --project my-project   a real project instead of the emulator`;

const results = ['created', 'updated', 'unchanged', 'deleted', 'skipped'] as const;

await runCommand(async () => {
  exitOnInterrupt();
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      'dry-run': { type: 'boolean', default: false },
      prune: { type: 'boolean', default: false },
      force: { type: 'boolean', default: false },
      as: { type: 'string' },
      project: { type: 'string' },
    },
  });
  const [path, ...rest] = positionals;
  if (path === undefined || rest.length > 0) throw new UsageError(usage);
  const folder = await readImportFolder(path);
  const project = await openProject(values.project);
  const { prune, force, 'dry-run': dryRun } = values;
  const { database, collection, fields } = await readPlacement(project);
  const db = placed(getFirestore(project.app, database), collection);
  const order = { name: values.as ?? importName(path), folder, fields, prune, force, dryRun };
  const bar = startProgressBar();
  const rows = await withPlainErrors(project, () =>
    runImport(db, order, (done, all) => {
      const percent = Math.floor((100 * done) / all);
      bar.show(percent, percent === 100 ? `${all} done` : 'importing');
    }),
  );
  bar.end();
  console.log(describe(rows, dryRun, project.id));
  return rows.some(({ result }) => result === 'skipped') ? 1 : 0;
});

/** A table of changed and skipped files, then the counts. */
function describe(rows: readonly ImportRow[], dryRun: boolean, projectId: string): string {
  const shown = rows.filter(({ result }) => result !== 'unchanged');
  const width = Math.max(0, ...shown.map(({ path }) => (path ?? '').length));
  const table = shown.map(({ result, path, documentId, problem }) => {
    return `  ${result.padEnd(9)}  ${(path ?? '').padEnd(width)}  ${problem ?? documentId}`;
  });
  const counts = results.map((result) => `${rows.filter((row) => row.result === result).length} ${result}`).join(', ');
  const outcome = dryRun ? `Nothing was written to ${projectId}. It would be: ${counts}.` : `${projectId}: ${counts}.`;
  return [...table, ...(table.length > 0 ? [''] : []), outcome].join('\n');
}

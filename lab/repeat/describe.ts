import { table } from '../report/markdown-table.ts';
import type { Run } from './run.ts';

/** One line about a run that has ended. */
export function describeRun({ number, loaded, seconds, passed, failures }: Run): string {
  const outcome = passed ? 'passed' : `failed, ${failures.length} tests`;
  return `Run ${number}${loaded ? ', on busy cores' : ''}: ${outcome} (${seconds.toFixed(0)} s)`;
}

/** Every test that ever failed, with the runs in which it did, and the number of runs that passed. */
export function describeRuns(runs: readonly Run[]): string {
  const rows = new Map<string, { cells: readonly [string, string]; runs: string[] }>();
  for (const { number, loaded, passed, failures } of runs) {
    const unexplained = !passed && failures.length === 0;
    const found = unexplained ? [{ file: '(none)', name: 'the command failed without a failed test' }] : failures;
    for (const { file, name } of found) {
      const row = rows.get(`${file} ${name}`) ?? { cells: [file, name], runs: [] };
      row.runs.push(`${number}${loaded ? ' (busy)' : ''}`);
      rows.set(`${file} ${name}`, row);
    }
  }
  const listed = [...rows.values()].map(({ cells, runs }) => [...cells, runs.join(', ')]);
  const summary = `${runs.filter(({ passed }) => passed).length} of ${runs.length} runs passed.`;
  return listed.length === 0 ? summary : `${table(['file', 'test', 'failed in run'], listed)}\n\n${summary}`;
}

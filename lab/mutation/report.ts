import { z } from 'zod';
import { table } from '../report/markdown-table.ts';
import { reasonOf } from './survivors.ts';

/** Minimum share of killed mutants. The rest allows for equivalent mutants, each with a reason. */
const minimumKilled = 0.9;

const killing = new Set(['Killed', 'Timeout']);

/** Statuses of mutants that were not tested. */
const invalid = new Set(['CompileError', 'RuntimeError', 'Ignored']);

export interface Mutant {
  file: string;
  line: number;
  mutator: string;
  /** The code before and after the mutation. */
  original: string;
  replacement: string;
  killed: boolean;
}

const position = z.object({ line: z.int(), column: z.int() });

/** The used part of Stryker's report (mutation-testing-report-schema, version 2). */
const reportSchema = z.object({
  files: z.record(
    z.string(),
    z.object({
      source: z.string(),
      mutants: z.array(
        z.object({
          mutatorName: z.string(),
          replacement: z.string().optional(),
          status: z.string(),
          location: z.object({ start: position, end: position }),
        }),
      ),
    }),
  ),
});

/** The tested mutants of a Stryker report. Throws a ZodError for an invalid report. */
export function readMutants(report: unknown): Mutant[] {
  return Object.entries(reportSchema.parse(report).files).flatMap(([file, { source, mutants }]) =>
    mutants
      .filter(({ status }) => !invalid.has(status))
      .map(({ mutatorName, replacement = '', status, location: { start, end } }) => ({
        file,
        line: start.line,
        mutator: mutatorName,
        original: excerpt(source, start, end),
        replacement: oneLine(replacement),
        killed: killing.has(status),
      })),
  );
}

/**
 * Two tables: killed mutants for each file, and every survivor with its reason.
 *
 * @returns `enough`: whether every file reaches the minimum and every survivor has a reason.
 */
export function describeMutants(mutants: readonly Mutant[]): { tables: string; enough: boolean } {
  const files = [...new Set(mutants.map(({ file }) => file))];
  const counted = [...files, null].map((file) => {
    const own = mutants.filter((mutant) => file === null || mutant.file === file);
    const killed = own.filter((mutant) => mutant.killed).length;
    return { file: file ?? 'all', mutants: own.length, killed, share: killed / own.length };
  });
  const rows = counted.map(({ file, mutants: all, killed, share }) => [
    file,
    `${all}`,
    `${killed}`,
    `${(share * 100).toFixed(1)} %`,
  ]);
  const survivors = mutants.filter(({ killed }) => !killed);
  const explained = survivors.map((mutant) => ({ mutant, reason: reasonOf(mutant) }));
  const left = explained.map(({ mutant, reason }) => [
    `${mutant.file}:${mutant.line}`,
    `\`${mutant.original}\``,
    `\`${mutant.replacement}\``,
    reason ?? '**not explained**',
  ]);
  const tables = [
    table(['file', 'mutants', 'killed', 'share'], rows),
    table(['survivor', 'original', 'mutant', 'reason'], left),
  ];
  const enough =
    counted.every(({ share }) => share >= minimumKilled) && explained.every(({ reason }) => reason !== null);
  return { tables: tables.join('\n\n'), enough };
}

function excerpt(source: string, start: z.infer<typeof position>, end: z.infer<typeof position>): string {
  const lines = source.split('\n').slice(start.line - 1, end.line);
  const last = lines.length - 1;
  const cut = lines.map((line, index) =>
    line.slice(index === 0 ? start.column - 1 : 0, index === last ? end.column - 1 : undefined),
  );
  return oneLine(cut.join(' '));
}

/** Shortens code to one table line. Replaces backticks, which would end the code span. */
function oneLine(code: string): string {
  const line = code.replace(/\s+/g, ' ').replaceAll('`', '´');
  return line.length > 80 ? `${line.slice(0, 80)} …` : line;
}

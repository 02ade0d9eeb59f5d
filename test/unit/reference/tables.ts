import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../../local/paths.ts';

const path = 'docs/reference.md';
const text = readFileSync(join(projectRoot, path), 'utf8');

/** The tables of the reference that are compared with the code, by the name in the mark above each: `<!-- table: params -->`. */
export const tableNames = [...text.matchAll(/^<!-- table: (.+?) -->$/gm)].map(([, name]) => name ?? '');

/** The text of the section about a callable. */
export function sectionOf(callable: string): string {
  const [, section = ''] = text.split(`### \`${callable}\`\n`);
  return section.split('\n### ', 1)[0] ?? '';
}

/**
 * What to change in a table of the reference so that it says what the code says; nothing when it does.
 *
 * @param expected the cells that the code decides, row by row. The first cell of a row names it. Cells are
 * compared as lists (`a, b or c`) in any order. Every row has one more cell, written by a person.
 */
export function changesTo(table: string, expected: readonly (readonly string[])[]): string[] {
  const where = `${path}, table ${table}`;
  const rows = rowsOf(table);
  const documented = new Map(rows.map((cells) => [cells[0] ?? '', cells]));
  const wanted = new Map(expected.map((cells) => [cells[0] ?? '', cells]));
  const repeated = rows.map(([name]) => name ?? '').filter((name, place, names) => names.indexOf(name) < place);
  return [
    ...repeated.map((name) => `${where}: ${name} has two rows. Remove one.`),
    ...[...documented.keys()]
      .filter((name) => !wanted.has(name))
      .map((name) => `${where}: remove the row ${name}. The code has no such thing.`),
    ...[...wanted].flatMap(([name, cells]) => {
      const row = `| ${cells.join(' | ')} | …what it means… |`;
      const found = documented.get(name);
      if (found === undefined) return [`${where}: add this row, and write its last cell: ${row}`];
      const same = cells.every((cell, place) => partsOf(cell) === partsOf(found[place] ?? ''));
      if (!same) return [`${where}: change the row ${name} so that it begins like this: ${row}`];
      return found.length === cells.length + 1 && found.at(-1) !== ''
        ? []
        : [`${where}: the row ${name} needs ${cells.length + 1} cells, the last one written by you: ${row}`];
    }),
  ];
}

/** The cells of a table's rows; none when the table is missing. */
function rowsOf(table: string): string[][] {
  const [, after = ''] = text.split(`<!-- table: ${table} -->\n`);
  const lines = after.split('\n');
  const end = lines.findIndex((line) => !line.startsWith('|'));
  return lines.slice(2, Math.max(end, 2)).map((line) =>
    line
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

function partsOf(cell: string): string {
  return cell
    .split(/, | or /)
    .sort()
    .join(', ');
}

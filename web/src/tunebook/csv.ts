import { type Tune, tuneUrl } from './tune.ts';

const header = ['Name', 'Type', 'Learn status', 'Learned on', 'Added on', 'Notes', 'Address'];

/** Tunes as CSV (RFC 4180), for spreadsheets: with a byte order mark, so that they read it as UTF-8. */
export function csvOf(tunes: readonly Tune[]): string {
  const rows = tunes.map((tune) => [
    tune.name,
    tune.type,
    tune.learnStatus,
    day(tune.learnedAt),
    day(tune.addedAt),
    tune.notes,
    tuneUrl(tune),
  ]);
  return `\ufeff${[header, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('')}`;
}

/** Spreadsheets run a cell that begins like a formula, so such a cell begins with an apostrophe. */
function cell(value: string): string {
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function day(instant: Date | null): string {
  return instant === null ? '' : instant.toISOString().slice(0, 10);
}

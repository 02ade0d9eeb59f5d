import { type Tune, tuneUrl } from './tune.ts';

const header = ['Name', 'Type', 'Learn status', 'Learned on', 'Added on', 'Notes', 'Address'];

/** Tunes as CSV (RFC 4180). The byte order mark makes spreadsheets read it as UTF-8. */
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

/** Quotes a cell, and prefixes an apostrophe to one that a spreadsheet would run as a formula. */
function cell(value: string): string {
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function day(instant: Date | null): string {
  return instant === null ? '' : instant.toISOString().slice(0, 10);
}

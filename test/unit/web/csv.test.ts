import { expect, test } from 'vitest';
import { csvOf } from '../../../web/src/tunebook/csv.ts';
import type { Tune } from '../../../web/src/tunebook/tune.ts';

function tune(change: Partial<Tune>): Tune {
  const dates = { learnedAt: null, addedAt: null };
  const words = { name: 'The Kesh', type: 'Jig', learnStatus: 'learning', notes: '', searchText: '' } as const;
  return { id: '55', ...words, ...dates, unsent: false, ...change };
}

function rowOf(change: Partial<Tune>): string | undefined {
  return csvOf([tune(change)]).split('\r\n')[1];
}

test('a CSV file begins with a byte order mark and a header', () => {
  expect(csvOf([])).toBe('\ufeffName,Type,Learn status,Learned on,Added on,Notes,Address\r\n');
});

test('a row has the fields of the tune and its address', () => {
  const learnedAt = new Date('2026-08-03T12:00:00Z');
  expect(rowOf({ learnStatus: 'learned', learnedAt })).toBe(
    'The Kesh,Jig,learned,2026-08-03,,,https://thesession.org/tunes/55',
  );
});

test('commas, quotes and line breaks are quoted', () => {
  expect(csvOf([tune({ notes: 'a "b", c\nd' })])).toContain('"a ""b"", c\nd"');
});

test.each(['=1+1', '+1', '-1', '@cmd'])('%s does not run as a formula', (name) => {
  expect(rowOf({ name })).toMatch(/^'/);
});

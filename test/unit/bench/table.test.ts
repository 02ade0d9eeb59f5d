import { describe, expect, test } from 'vitest';
import { median, percentile } from '../../../lab/bench/statistics.ts';
import { type Figure, figureTable, type Target, verdict } from '../../../lab/bench/table.ts';

function figure(measured: number, ideal: number, target: Target): Figure {
  return { name: 'n', how: 'h', measured, unit: 'ms', ideal, target };
}

describe('the verdict on a figure', () => {
  const ratio = (sense: Target['sense'], limit: number): Target => ({ of: 'ratio', sense, limit });
  const cases: readonly [name: string, figure: Figure, verdict: string][] = [
    ['a ratio on the limit is met', figure(150, 100, ratio('at most', 1.5)), 'met'],
    [
      'a ratio above it is missed by a share of the limit',
      figure(180, 100, ratio('at most', 1.5)),
      '**missed by 20 %**',
    ],
    [
      'a ratio that must be large and is small is missed',
      figure(600, 100, ratio('at least', 12)),
      '**missed by 50 %**',
    ],
    [
      'a figure is held against the limit itself',
      figure(130, 100, { of: 'figure', sense: 'at most', limit: 120 }),
      '**missed by 9 %**',
    ],
    ['nothing allowed, and one', figure(1, 1, { of: 'figure', sense: 'at most', limit: 0 }), 'missed: 1'],
    ['what was not measured is not met', figure(Number.NaN, 1, ratio('at most', 1)), 'not measured'],
  ];
  test.each(cases)('%s', (_, judged, expected) => {
    expect(verdict(judged)).toBe(expected);
  });
});

test('a table gives the ratio beside the figure and its ideal', () => {
  const row = figureTable([figure(180, 100, { of: 'ratio', sense: 'at most', limit: 2 })])
    .split('\n')
    .at(-1);
  expect(row).toBe('| n | h | 180 ms | 100 ms | 1.80 | ratio at most 2 | met |');
});

test('median and percentiles are values that were measured', () => {
  const values = [5, 1, 4, 2, 3];
  expect(median(values)).toBe(3);
  expect(median([2, 1])).toBe(1);
  expect(percentile(values, 0.95)).toBe(5);
  expect(
    percentile(
      Array.from({ length: 200 }, (_, place) => place + 1),
      0.95,
    ),
  ).toBe(190);
});

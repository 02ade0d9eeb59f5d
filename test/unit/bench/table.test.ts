import { describe, expect, test } from 'vitest';
import { median, percentile } from '../../../lab/bench/statistics.ts';
import { type Figure, figureTable, type Target, verdict } from '../../../lab/bench/table.ts';

function figure(measured: number, ideal: number, target: Target): Figure {
  return { name: 'n', how: 'h', measured, unit: 'ms', ideal, target };
}

describe('the verdict on a figure', () => {
  const ratio = (sense: Target['sense'], limit: number): Target => ({ of: 'ratio', sense, limit });
  const cases: readonly [name: string, figure: Figure, verdict: string][] = [
    ['is met for a ratio at the limit', figure(150, 100, ratio('at most', 1.5)), 'met'],
    [
      'is missed for a ratio above the limit, in per cent of the limit',
      figure(180, 100, ratio('at most', 1.5)),
      '**missed by 20 %**',
    ],
    ['is missed for a ratio below a minimum', figure(600, 100, ratio('at least', 12)), '**missed by 50 %**'],
    [
      'compares an absolute figure with the limit',
      figure(130, 100, { of: 'figure', sense: 'at most', limit: 120 }),
      '**missed by 9 %**',
    ],
    [
      'is missed for any value when the limit is 0',
      figure(1, 1, { of: 'figure', sense: 'at most', limit: 0 }),
      'missed: 1',
    ],
    ['is not met for a figure that was not measured', figure(Number.NaN, 1, ratio('at most', 1)), 'not measured'],
  ];
  test.each(cases)('%s', (_, measured, expected) => {
    expect(verdict(measured)).toBe(expected);
  });
});

test('a table row has the figure, its ideal and the ratio', () => {
  const row = figureTable([figure(180, 100, { of: 'ratio', sense: 'at most', limit: 2 })])
    .split('\n')
    .at(-1);
  expect(row).toBe('| n | h | 180 ms | 100 ms | 1.80 | ratio at most 2 | met |');
});

test('median and percentile return a measured value', () => {
  const values = [5, 1, 4, 2, 3];
  expect(median(values)).toBe(3);
  expect(median([2, 1])).toBe(1);
  expect(percentile(values, 0.95)).toBe(5);
  expect(
    percentile(
      Array.from({ length: 200 }, (_, index) => index + 1),
      0.95,
    ),
  ).toBe(190);
});

import { table } from '../report/markdown-table.ts';

/** Units of a figure; milliseconds, seconds, megabytes, kilobytes (1 000 bytes), or a bare number. */
export type Unit = 'ms' | 's' | 'MB' | 'kB' | '';

/** What a figure is held against: the figure itself, or its ratio to the ideal. */
export interface Target {
  of: 'figure' | 'ratio';
  /** `at most` and `at least` include the limit. */
  sense: 'at most' | 'at least';
  limit: number;
}

/** One measured figure. */
export interface Figure {
  name: string;
  /** How it was measured, in a few words. */
  how: string;
  measured: number;
  unit: Unit;
  /** What it would be if nothing but the unavoidable took time, or what it is compared with. */
  ideal?: number;
  target?: Target;
}

/** A table of figures: each with how it was measured, its ideal, the ratio, and whether its target is met. */
export function figureTable(figures: readonly Figure[]): string {
  const header = ['figure', 'how measured', 'measured', 'ideal', 'ratio', 'target', 'verdict'];
  const rows = figures.map((figure) => [
    figure.name,
    figure.how,
    amount(figure.measured, figure.unit),
    figure.ideal === undefined ? '' : amount(figure.ideal, figure.unit),
    figure.ideal === undefined ? '' : ratio(figure).toFixed(2),
    figure.target === undefined ? '' : targetText(figure.target, figure.unit),
    verdict(figure),
  ]);
  return table(header, rows);
}

/** A figure as people read it. */
export function amount(value: number, unit: Unit): string {
  const decimals = Math.abs(value) >= 100 || (unit === '' && Number.isInteger(value)) ? 0 : Math.abs(value) < 1 ? 2 : 1;
  return `${value.toFixed(decimals)} ${unit}`.trim();
}

/** `met`, by how much the target is missed, or nothing when there is no target. */
export function verdict(figure: Figure): string {
  const { target } = figure;
  if (target === undefined) return '';
  const value = target.of === 'ratio' ? ratio(figure) : figure.measured;
  const met = target.sense === 'at most' ? value <= target.limit : value >= target.limit;
  if (met) return 'met';
  if (Number.isNaN(value)) return 'not measured';
  const missed = Math.abs(value / target.limit - 1) * 100;
  return target.limit === 0 ? `missed: ${value}` : `**missed by ${Math.ceil(missed)} %**`;
}

function ratio({ measured, ideal }: Figure): number {
  return measured / (ideal ?? Number.NaN);
}

function targetText({ of, sense, limit }: Target, unit: Unit): string {
  return of === 'ratio' ? `ratio ${sense} ${limit}` : `${sense} ${limit} ${unit}`.trim();
}

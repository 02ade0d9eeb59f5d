import { table } from '../report/markdown-table.ts';

/** kB is 1 000 bytes; '' is a plain number. */
export type Unit = 'ms' | 's' | 'MB' | 'kB' | '';

export interface Target {
  /** Whether the limit applies to the figure or to its ratio to the ideal. */
  of: 'figure' | 'ratio';
  /** Both include the limit. */
  sense: 'at most' | 'at least';
  limit: number;
}

export interface Figure {
  name: string;
  /** How it was measured. */
  how: string;
  measured: number;
  unit: Unit;
  /** The theoretical minimum, or the value to compare with. */
  ideal?: number;
  target?: Target;
}

export function figureTable(figures: readonly Figure[]): string {
  const header = ['figure', 'how measured', 'measured', 'ideal', 'ratio', 'target', 'result'];
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

export function amount(value: number, unit: Unit): string {
  const decimals = Math.abs(value) >= 100 || (unit === '' && Number.isInteger(value)) ? 0 : Math.abs(value) < 1 ? 2 : 1;
  return `${value.toFixed(decimals)} ${unit}`.trim();
}

/** `met`, or by how much the target was missed; empty without a target. */
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

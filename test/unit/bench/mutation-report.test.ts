import { expect, test } from 'vitest';
import { describeMutants, type Mutant, readMutants } from '../../../lab/mutation/report.ts';

const source = 'const a = 1;\nconst b = a > 0\n  && a < 9;\n';
const at = (line: number, column: number) => ({ line, column });
const mutant = (status: string, location = { start: at(2, 11), end: at(3, 11) }) => {
  return { mutatorName: 'LogicalOperator', replacement: 'true', status, location };
};

test('what a mutant replaced is read from the source, on one line', () => {
  const [read] = readMutants({ files: { 'a.ts': { source, mutants: [mutant('Survived')] } } });
  expect(read).toEqual({
    file: 'a.ts',
    line: 2,
    mutator: 'LogicalOperator',
    original: 'a > 0 && a < 9',
    replacement: 'true',
    killed: false,
  });
});

test('a mutant is killed by a failing test or a time-out; one that could not be compiled does not count', () => {
  const mutants = ['Killed', 'Timeout', 'Survived', 'NoCoverage', 'CompileError', 'Ignored'].map((status) =>
    mutant(status),
  );
  const read = readMutants({ files: { 'a.ts': { source, mutants } } });
  expect(read.map(({ killed }) => killed)).toEqual([true, true, false, false]);
});

const explained: Mutant = {
  file: 'functions/src/knowledge/settlement.ts',
  line: 2,
  mutator: 'StringLiteral',
  original: "'ours'",
  replacement: '""',
  killed: false,
};
const nine = Array.from({ length: 9 }, () => ({ ...explained, killed: true }));

test('enough are killed when each file has nine of ten', () => {
  const { tables, enough } = describeMutants([...nine, explained]);
  expect(enough).toBe(true);
  expect(tables).toContain('settlement.ts | 10 | 9 | 90.0 % |');
  expect(describeMutants([...nine, explained, explained]).enough).toBe(false);
});

test('a survivor that nobody has looked into stands out, and is not enough', () => {
  const { tables, enough } = describeMutants([...nine, { ...explained, replacement: "'else'" }]);
  expect(enough).toBe(false);
  expect(tables).toContain('**no reason known**');
});

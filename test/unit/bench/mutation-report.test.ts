import { expect, test } from 'vitest';
import { describeMutants, type Mutant, readMutants } from '../../../lab/mutation/report.ts';

const source = 'const a = 1;\nconst b = a > 0\n  && a < 9;\n';
const at = (line: number, column: number) => ({ line, column });
const mutant = (status: string, location = { start: at(2, 11), end: at(3, 11) }) => {
  return { mutatorName: 'LogicalOperator', replacement: 'true', status, location };
};

test('the original code of a mutant is read from the source as one line', () => {
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

test('a failing test or a timeout kills a mutant; one that does not compile is not counted', () => {
  const mutants = ['Killed', 'Timeout', 'Survived', 'NoCoverage', 'CompileError', 'Ignored'].map((status) =>
    mutant(status),
  );
  const read = readMutants({ files: { 'a.ts': { source, mutants } } });
  expect(read.map(({ killed }) => killed)).toEqual([true, true, false, false]);
});

const explained: Mutant = {
  file: 'functions/src/knowledge/delivery/settle.ts',
  line: 2,
  mutator: 'StringLiteral',
  original: "'ours'",
  replacement: '""',
  killed: false,
};
const nine = Array.from({ length: 9 }, () => ({ ...explained, killed: true }));

test('the result is good enough when every file has 90 % killed', () => {
  const { tables, enough } = describeMutants([...nine, explained]);
  expect(enough).toBe(true);
  expect(tables).toContain('settle.ts | 10 | 9 | 90.0 % |');
  expect(describeMutants([...nine, explained, explained]).enough).toBe(false);
});

test('an unexplained survivor is highlighted and fails the result', () => {
  const { tables, enough } = describeMutants([...nine, { ...explained, replacement: "'else'" }]);
  expect(enough).toBe(false);
  expect(tables).toContain('**not explained**');
});

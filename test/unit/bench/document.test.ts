import { expect, test } from 'vitest';
import { withParts } from '../../bench/document.ts';

const parts = [
  { name: 'one', title: 'One' },
  { name: 'two', title: 'Two' },
];

test('a part that is measured replaces its own tables and leaves the others', () => {
  const both = withParts(
    '',
    parts,
    new Map([
      ['one', 'first'],
      ['two', 'second'],
    ]),
  );
  const again = withParts(both, parts, new Map([['two', 'newer']]));
  expect(again).toContain('first');
  expect(again).toContain('newer');
  expect(again).not.toContain('second');
});

test('measuring the same again changes nothing', () => {
  const measured = new Map([['one', '| a |\n| --- |']]);
  const document = withParts('', parts, measured);
  expect(withParts(document, parts, measured)).toBe(document);
});

test('a part that was never measured says so', () => {
  expect(withParts('', parts, new Map())).toContain('Not measured yet.');
});

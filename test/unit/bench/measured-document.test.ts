import { expect, test } from 'vitest';
import { withParts } from '../../../lab/report/measured-document.ts';

const layout = {
  head: '# Measured\n',
  parts: [
    { name: 'one', title: 'One' },
    { name: 'two', title: 'Two' },
  ],
};

test('a measured part replaces its own section only', () => {
  const both = withParts(
    '',
    layout,
    new Map([
      ['one', 'first'],
      ['two', 'second'],
    ]),
  );
  const again = withParts(both, layout, new Map([['two', 'newer']]));
  expect(again).toContain('first');
  expect(again).toContain('newer');
  expect(again).not.toContain('second');
});

test('writing the same measurement twice changes nothing', () => {
  const measured = new Map([['one', '| a |\n| --- |']]);
  const document = withParts('', layout, measured);
  expect(withParts(document, layout, measured)).toBe(document);
});

test('an unmeasured part says so', () => {
  expect(withParts('', layout, new Map())).toContain('Not measured yet.');
});

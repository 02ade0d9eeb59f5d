import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { introduction } from '../../../lab/bench/introduction.ts';
import { reliability } from '../../../lab/faults/report/document.ts';
import { withBody, withParts } from '../../../lab/report/measured-document.ts';
import { projectRoot } from '../../../local/paths.ts';

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

test('a part in a hand-written document replaces only what is between its markers', () => {
  const written = '# Scale\n\n<!-- one: measured -->\nold\n<!-- one: end -->\n\nBy hand.\n';
  const expected = '# Scale\n\n<!-- one: measured -->\nnew\n<!-- one: end -->\n\nBy hand.\n';
  expect(withBody(written, 'one', 'new')).toBe(expected);
  expect(withBody(expected, 'one', 'new')).toBe(expected);
});

test('a hand-written document without the markers of a part is left alone', () => {
  expect(withBody('# Scale\n', 'one', 'new')).toBeNull();
  expect(withBody('<!-- one: end -->\n<!-- one: measured -->', 'one', 'new')).toBeNull();
});

test('an unmeasured part says so', () => {
  expect(withParts('', layout, new Map())).toContain('Not measured yet.');
});

test.each([
  ['docs/benchmarks.md', introduction],
  [reliability.path, reliability.head],
])('%s starts with the introduction that its command writes', async (path, head) => {
  expect((await readFile(`${projectRoot}/${path}`, 'utf8')).slice(0, head.length)).toBe(head);
});

import { describe, expect, test } from 'vitest';
import { splitFrontMatter } from '../../../functions/src/shared/front-matter.ts';

const tagsOf = (frontMatter: string) => splitFrontMatter(`---\n${frontMatter}\n---\ntext`).tags;

test.each([
  ['tags: [hours, "opening times", \'door, back\']', ['hours', 'opening times', 'door, back']],
  ['tags: hours, door', ['hours', 'door']],
  ['tags:\n  - hours\n  - "opening times"', ['hours', 'opening times']],
  ['tags:\n- hours\n- door', ['hours', 'door']],
  ['tags:\n  [hours,\n   door]', ['hours', 'door']],
  ['tags: [hours, door] # for people', ['hours', 'door']],
  ['tags: [2024, c#]', ['2024', 'c#']],
  ['tags: []', []],
  ['tags:', []],
  ['tags: ~', []],
  ['title: Hours\ntags: [hours]\ndate: 2026-01-05', ['hours']],
  ['title: Hours', []],
  ['nested:\n  tags: [inner]', []],
])('%j has the tags %j', (frontMatter, tags) => {
  expect(tagsOf(frontMatter)).toEqual(tags);
});

test.each(['tags: [hours', 'tags: {a: b}', 'tags: *anchor', 'tags: ["hours'])('%j is unsupported', (frontMatter) => {
  expect(tagsOf(frontMatter)).toBeNull();
});

describe('the content', () => {
  test('starts after the front matter and the empty lines after it', () => {
    expect(splitFrontMatter('---\ntags: [a]\n---\n\n \n# Hours\n\nNine.\n').content).toBe('# Hours\n\nNine.\n');
    expect(splitFrontMatter('---\r\ntags: [a]\r\n---\r\n# Hours\r\n')).toEqual({ tags: ['a'], content: '# Hours\r\n' });
    expect(splitFrontMatter('---\ntags: [a]\n---').content).toBe('');
  });

  test.each(['---\n\nA line above, none below.', '# Hours\n---\ntags: [a]\n---\n', ' ---\ntags: [a]\n---\n'])(
    'is the whole text without front matter: %j',
    (text) => {
      expect(splitFrontMatter(text)).toEqual({ tags: [], content: text });
    },
  );
});

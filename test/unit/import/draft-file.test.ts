import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { draftLimits } from '../../../functions/src/shared/draft.ts';
import { readDraftFile } from '../../../local/import/draft-file.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'draft-file-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function read(name: string, text: string | Uint8Array) {
  await writeFile(join(folder, name), text);
  return await readDraftFile(join(folder, name));
}

test.each([
  ['hours.md', 'Before\n\n## Opening hours ##\n\n# Later', 'Opening hours'],
  ['hours.md', '```sh\n# no heading\n~~~\n# none\n```\n# Hours', 'Hours'],
  ['hours.md', 'Opening hours\n=====\n\ntext', 'Opening hours'],
  ['hours.md', '#hashtag\n\n####### seven', 'hours'],
  ['hours.md', '#\n\ntext', 'hours'],
  ['hours.txt', '# Opening hours', 'hours'],
])('the title of %s with %j is %j', async (name, text, title) => {
  expect(await read(name, text)).toMatchObject({ kind: 'draft', draft: { title } });
});

test.each([
  ['of letters', 'a'.repeat(draftLimits.titleCharacters), ' and more'],
  ['of surrogate pairs', `a${'\u{1f3bb}'.repeat(99)}`, '\u{1f3bb}'],
])('a long heading %s is cut to the length of a title', async (_, title, rest) => {
  expect(await read('long.md', `# ${title}${rest}`)).toMatchObject({ draft: { title } });
});

test('front matter becomes tags in a .md file and stays text in a .txt file', async () => {
  const text = '---\ntags: [hours]\n---\n# Hours\n';
  expect(await read('a.md', text)).toMatchObject({ draft: { tags: ['hours'], content: '# Hours\n' } });
  expect(await read('a.txt', text)).toMatchObject({ draft: { tags: [], content: text } });
});

test.each([
  ['latin1.md', Buffer.from('Caf\u{e9}', 'latin1'), 'not UTF-8'],
  ['utf16.txt', Buffer.from('Hours', 'utf16le'), 'not UTF-8'],
  ['empty.md', '', 'Write the text'],
  ['only-front-matter.md', '---\ntags: [a]\n---\n', 'Write the text'],
  ['long.md', 'a'.repeat(draftLimits.contentCharacters + 1), 'Split it'],
  ['twice.md', '---\ntags: [a, a]\n---\ntext', 'Two tags are the same'],
  ['unclear.md', '---\ntags: {a: b}\n---\ntext', 'tags: [one, two]'],
  ['page.html', 'text', 'Only .md and .txt'],
])('%s is refused with advice', async (name, text, problem) => {
  expect(await read(name, text)).toEqual({ kind: 'refused', problem: expect.stringContaining(problem) });
});

import { describe, expect, test } from 'vitest';
import { readTextFile } from '../../../web/src/knowledge/text-file.ts';

function file(name: string, ...parts: BlobPart[]): File {
  return new File(parts, name);
}

describe('a text file', () => {
  test('is read as UTF-8, without its byte order mark', async () => {
    const read = await readTextFile(file('hours.txt', '\ufeffFáilte – 9 to 6'));
    expect(read).toEqual({ kind: 'text', title: 'hours', text: 'Fáilte – 9 to 6' });
  });

  test.each([
    ['notes.md', '# Opening hours #\n\ntext', 'Opening hours'],
    ['notes.MD', 'text\n\n## Later heading', 'Later heading'],
    ['notes.md', 'no heading', 'notes'],
    ['notes.txt', '# not Markdown', 'notes'],
    ['notes.md', '#nospace', 'notes'],
    ['notes.md', `# ${'a'.repeat(250)}`, 'a'.repeat(200)],
  ])('%s with %j gives the title', async (name, text, title) => {
    expect(await readTextFile(file(name, text))).toMatchObject({ kind: 'text', title });
  });

  test('in another encoding is refused', async () => {
    const read = await readTextFile(file('latin.txt', new Uint8Array([0x46, 0xe1, 0x69])));
    expect(read).toEqual({ kind: 'problem', message: expect.stringContaining('not UTF-8') });
  });

  test('of another kind is refused', async () => {
    const read = await readTextFile(file('report.pdf', 'text'));
    expect(read).toEqual({ kind: 'problem', message: expect.stringContaining('.txt or .md') });
  });

  test('above the size limit is refused without being read', async () => {
    const read = await readTextFile({
      name: 'big.txt',
      size: 900_001,
      arrayBuffer: () => Promise.reject(new Error('was read')),
    });
    expect(read).toEqual({ kind: 'problem', message: expect.stringContaining('900,000 bytes') });
  });

  test('that the browser cannot read is reported by name', async () => {
    const gone = new DOMException('gone', 'NotFoundError');
    const read = await readTextFile({ name: 'a.txt', size: 1, arrayBuffer: () => Promise.reject(gone) });
    expect(read).toEqual({ kind: 'problem', message: expect.stringContaining('could not be read') });
  });
});

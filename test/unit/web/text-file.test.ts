import { describe, expect, test } from 'vitest';
import { readTextFile } from '../../../web/src/knowledge/text-file.ts';

function file(name: string, ...parts: BlobPart[]): File {
  return new File(parts, name);
}

describe('a text file', () => {
  test('is read as UTF-8, without its byte order mark', async () => {
    const read = await readTextFile(file('hours.txt', '\ufeffFáilte – 9 to 6'));
    expect(read).toEqual({ kind: 'draft', draft: { title: 'hours', content: 'Fáilte – 9 to 6', tags: [] } });
  });

  test('gives the draft that `npm run import` makes of it', async () => {
    const text = '---\ntags: [hours]\n---\n```sh\n# a comment\n```\n# Opening hours #\n';
    const content = '```sh\n# a comment\n```\n# Opening hours #\n';
    const draft = { title: 'Opening hours', content, tags: ['hours'] };
    expect(await readTextFile(file('notes.MD', text))).toEqual({ kind: 'draft', draft });
  });

  test.each([
    ['latin.txt', new Uint8Array([0x46, 0xe1, 0x69]), 'not UTF-8'],
    ['utf16.txt', new Uint8Array([0x48, 0, 0x69, 0]), 'not UTF-8'],
    ['report.pdf', 'text', '.md and .txt'],
  ])('%s is refused with advice', async (name, content, problem) => {
    expect(await readTextFile(file(name, content))).toEqual({
      kind: 'refused',
      problem: expect.stringContaining(problem),
    });
  });

  test('above the size limit is refused without being read', async () => {
    const read = await readTextFile({
      name: 'big.txt',
      size: 900_001,
      arrayBuffer: () => Promise.reject(new Error('was read')),
    });
    expect(read).toEqual({ kind: 'refused', problem: expect.stringContaining('900,000 bytes') });
  });

  test('that the browser cannot read is reported', async () => {
    const gone = new DOMException('gone', 'NotFoundError');
    const read = await readTextFile({ name: 'a.txt', size: 1, arrayBuffer: () => Promise.reject(gone) });
    expect(read).toEqual({ kind: 'refused', problem: expect.stringContaining('could not be read') });
  });
});

import { readFile, writeFile } from 'node:fs/promises';
import { projectRoot } from '../../local/paths.ts';
import type { Part } from './part.ts';

const path = `${projectRoot}/docs/benchmarks.md`;

const head = `# Benchmarks

Every figure here was measured and written by \`npm run bench\`; none is written by hand. \`npm run bench -- --only tunebook,weight\` measures parts and leaves the other tables as they are. Machines differ and so do the times: the **ratio** to the ideal, measured or reckoned in the same run, is what counts. Each part says when and on what it was measured.

The functions are those that are deployed, in the local emulator, against stand-ins for both services that answer after a fixed time. Production differs: see the notes.
`;

/** Puts measured parts into docs/benchmarks.md; the tables of the other parts stay as they were. */
export async function writeParts(parts: readonly Part[], measured: ReadonlyMap<string, string>): Promise<void> {
  const before = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  await writeFile(path, withParts(before, parts, measured));
}

/** The document with these parts replaced; a part that was never measured says so. */
export function withParts(
  before: string,
  parts: readonly Pick<Part, 'name' | 'title'>[],
  measured: ReadonlyMap<string, string>,
): string {
  const sections = parts.map(({ name, title }) => {
    const body = measured.get(name) ?? bodyIn(before, name) ?? 'Not measured yet.';
    return `## ${title}\n\n${begin(name)}\n${body}\n${end(name)}\n`;
  });
  return [head, ...sections].join('\n');
}

function bodyIn(document: string, name: string): string | null {
  const start = document.indexOf(begin(name));
  const stop = document.indexOf(end(name));
  return start < 0 || stop < start ? null : document.slice(start + begin(name).length, stop).trim();
}

function begin(name: string): string {
  return `<!-- ${name}: written by npm run bench -->`;
}

function end(name: string): string {
  return `<!-- ${name}: end -->`;
}

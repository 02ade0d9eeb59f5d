import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { projectRoot } from '../../../local/paths.ts';
import { readLogEvents } from './log-events.ts';

const excluded = ['node_modules', '**/node_modules', '.tmp', '**/lib', '**/dist'];
const documents = ts.sys.readDirectory(projectRoot, ['.md'], excluded).map((path) => relative(projectRoot, path));
const read = (path: string) => readFileSync(join(projectRoot, path), 'utf8');

/** The anchors of a document's headings, as GitHub makes them. */
function anchorsOf(path: string): Set<string> {
  const headings = [...read(path).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => heading);
  return new Set(
    headings.map((heading) =>
      heading
        .toLowerCase()
        .replace(/[^\w\- ]/g, '')
        .replaceAll(' ', '-'),
    ),
  );
}

describe.each(documents)('%s', (path) => {
  const text = read(path);

  test('links only to files and headings that exist', () => {
    const links = [...text.matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)/g)];
    const broken = links.filter(([, file = '', anchor]) => {
      const target = file === '' ? path : join(dirname(path), file);
      if (!existsSync(join(projectRoot, target))) return true;
      return anchor !== undefined && !anchorsOf(target).has(anchor);
    });
    expect(broken.map(([link]) => link)).toEqual([]);
  });

  test('names only files that exist', () => {
    // What a command measured keeps the names of its time.
    const written = text.replaceAll(/<!-- ([\w-]+): measured -->[\s\S]*?<!-- \1: end -->/g, '');
    const named = [...written.matchAll(/`((?:functions|web|local|lab|test|docs)\/[\w./-]*)`/g)].map(
      ([, name = '']) => name,
    );
    const generated = /^(functions|web)\/\.env/;
    expect(named.filter((name) => !generated.test(name) && !existsSync(join(projectRoot, name)))).toEqual([]);
  });

  test('filters logs only by events and fields that are logged', () => {
    const { events } = readLogEvents();
    const fields = new Set(['event', ...[...events.values()].flatMap((event) => [...event.fields])]);
    const filtered = [...text.matchAll(/jsonPayload\.(\w+)(?:="([\w.]+)")?/g)];
    const unknown = filtered.filter(([, field = '', value = '']) => {
      return !fields.has(field) || (field === 'event' && value !== '' && !events.has(value));
    });
    expect(unknown.map(([filter]) => filter)).toEqual([]);
  });
});

test('docs/reliability.md says every promise that the simulation watches', () => {
  const watched = [...read('test/simulation/promises.ts').matchAll(/^ {2}\| '(.+)'/gm)].map(([, name = '']) => name);
  const told = [...read('docs/reliability.md').matchAll(/^\| ([^|]+) \| [^|]* \|$/gm)].map(([, name]) => name);
  expect(watched).not.toEqual([]);
  expect(watched.filter((name) => !told.includes(name))).toEqual([]);
});

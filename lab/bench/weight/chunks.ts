import { readdir, readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';

/** One JavaScript file of the built page. */
export interface Chunk {
  /** The file name without its hash. */
  name: string;
  /** Size after gzip. */
  bytes: number;
  /** Whether it loads before the first paint. */
  entry: boolean;
  /** Which chunks load it. */
  loaded: string;
}

/** The chunks of a built page, largest first. */
export async function readChunks(folder: string): Promise<Chunk[]> {
  const html = await readFile(`${folder}/index.html`, 'utf8');
  const files = (await readdir(`${folder}/assets`)).filter((file) => file.endsWith('.js'));
  const codes = await Promise.all(files.map((file) => readFile(`${folder}/assets/${file}`, 'utf8')));
  const sources = new Map(files.map((file, index) => [file, codes[index] ?? '']));
  const entries = withStaticImports(
    files.filter((file) => html.includes(file)),
    sources,
  );
  return [...sources]
    .map(([file, code]) => ({
      name: withoutHash(file),
      bytes: gzipSync(code).length,
      entry: entries.has(file),
      loaded: `by ${loadersOf(file, sources).join(', ')}`,
    }))
    .sort((a, b) => b.bytes - a.bytes);
}

function withStaticImports(roots: readonly string[], sources: ReadonlyMap<string, string>): Set<string> {
  const reached = new Set(roots);
  for (const file of reached) {
    for (const [, imported = ''] of (sources.get(file) ?? '').matchAll(/(?:from|import)\s*["']\.\/([^"']+)["']/g)) {
      reached.add(imported);
    }
  }
  return reached;
}

function loadersOf(file: string, sources: ReadonlyMap<string, string>): string[] {
  return [...sources]
    .filter(([other, code]) => other !== file && code.includes(`./${file}`))
    .map(([other]) => withoutHash(other));
}

function withoutHash(file: string): string {
  return file.replace(/-[\w-]{8}\.js$/, '');
}

import { readFile, writeFile } from 'node:fs/promises';
import { errorCode } from '../../functions/src/shared/error-code.ts';
import { projectRoot } from '../../local/paths.ts';

/** A document whose figures are generated. */
export interface MeasuredDocument {
  /** Relative to the project root. */
  path: string;
  /** The text above the first part. */
  head: string;
  parts: readonly { name: string; title: string }[];
}

/** Replaces the measured parts, keyed by name, and keeps the others. */
export async function writeParts(document: MeasuredDocument, measured: ReadonlyMap<string, string>): Promise<void> {
  const path = `${projectRoot}/${document.path}`;
  const before = await readFile(path, 'utf8').catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return '';
    throw error;
  });
  await writeFile(path, withParts(before, document, measured));
}

/** The document's text with the measured parts replaced. */
export function withParts(
  before: string,
  { head, parts }: Pick<MeasuredDocument, 'head' | 'parts'>,
  measured: ReadonlyMap<string, string>,
): string {
  const sections = parts.map(({ name, title }) => {
    const body = measured.get(name) ?? bodyIn(before, name) ?? 'Not measured yet.';
    return `## ${title}\n\n${begin(name)}\n${body}\n${end(name)}\n`;
  });
  return [head, ...sections].join('\n');
}

/** A hand-written document lacks the markers of a part. */
class MarkersMissingError extends Error {
  override readonly name = 'MarkersMissingError';
}

/** Replaces what is between the markers of a part in a hand-written document. Throws MarkersMissingError. */
export async function writeBetweenMarkers(path: string, name: string, body: string): Promise<void> {
  const file = `${projectRoot}/${path}`;
  const written = withBody(await readFile(file, 'utf8'), name, body);
  if (written === null) throw new MarkersMissingError(`${path} has no line "${begin(name)}" before "${end(name)}".`);
  await writeFile(file, written);
}

/** The text with the part's body replaced, or null when it lacks the part's markers. */
export function withBody(text: string, name: string, body: string): string | null {
  if (bodyIn(text, name) === null) return null;
  const [before = '', rest = ''] = text.split(begin(name));
  return `${before}${begin(name)}\n${body}\n${end(name)}${rest.slice(rest.indexOf(end(name)) + end(name).length)}`;
}

function bodyIn(document: string, name: string): string | null {
  const start = document.indexOf(begin(name));
  const stop = document.indexOf(end(name));
  return start < 0 || stop < start ? null : document.slice(start + begin(name).length, stop).trim();
}

function begin(name: string): string {
  return `<!-- ${name}: measured -->`;
}

function end(name: string): string {
  return `<!-- ${name}: end -->`;
}

import { createHash } from 'node:crypto';

/** What every id of an imported document begins with; ids that the page makes have no hyphen. */
const mark = 'import';

/** Hex digits of the hash that tells imports apart, and of the one that tells files apart (decided). */
const importDigits = 8;
const fileDigits = 16;

/** Most characters of the readable part: with marks, hashes and hyphens an id has at most 94 of 100. */
const readableCharacters = 60;

/**
 * What the ids of all documents of one import begin with, and of no other import: its name's hash
 * stands at a fixed place.
 */
export function importPrefix(name: string): string {
  return `${mark}-${digest(name.normalize('NFC'), importDigits)}-`;
}

/**
 * The document id of a file: the same in every run and on every machine, and different for
 * different files. It matches `^[A-Za-z0-9_-]{1,100}$`.
 *
 * @param name of the import.
 * @param path of the file below the folder, with `/` between its parts.
 */
export function importedId(name: string, path: string): string {
  // macOS takes accents apart in file names; other systems keep them as they were typed.
  const composed = path.normalize('NFC');
  const readable = composed
    .replace(/\.[^./]*$/, '')
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, readableCharacters)
    .replace(/^-+|-+$/g, '');
  return `${importPrefix(name)}${readable === '' ? '' : `${readable}-`}${digest(composed, fileDigits)}`;
}

function digest(value: string, digits: number): string {
  return createHash('sha256').update(value, 'utf8').digest('hex').slice(0, digits);
}

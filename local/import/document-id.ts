import { createHash } from 'node:crypto';

/** Starts the id of every imported document. The page's ids have no hyphen, so the two never clash. */
const idMark = 'import';

/** Hex digits of the import's hash: a project has few imports. */
const importDigits = 8;

/** Hex digits of the file's hash: 64 bits make a clash between thousands of files unlikely. */
const fileDigits = 16;

/** Longest readable part: with mark, hashes and hyphens an id has at most 93 of 100 characters. */
const readableCharacters = 60;

/** The prefix of every document id of one import. No other import shares it: its name's hash has a fixed position. */
export function importPrefix(name: string): string {
  return `${idMark}-${digest(name.normalize('NFC'), importDigits)}-`;
}

/**
 * The document id of a file: stable across runs and machines, unique per file, and matching
 * `^[A-Za-z0-9_-]{1,100}$`.
 *
 * @param name the import's name.
 * @param path the file's path relative to the folder, separated by `/`.
 */
export function importedId(name: string, path: string): string {
  // macOS decomposes accents in file names; other systems keep them as typed.
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

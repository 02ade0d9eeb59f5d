import { z } from 'zod';
import { wellFormed } from '../upstream/well-formed.ts';

/** The most characters of a name, a type and a URL; far above any real one. */
const longest = { name: 500, type: 100, url: 500 };

/** A tune as the catalogue stores it. */
export interface Tune {
  tuneId: number;
  name: string;
  /** In title case. */
  type: string;
  url: string;
}

/** A parsed entry of a tunebook. */
export type Entry =
  | { kind: 'complete'; tune: Tune }
  /** Lacks a name or a type, which a look-up of the tune can give. */
  | { kind: 'incomplete'; tuneId: number }
  /** Holds no tune. `tuneId` is the number in place of the id, valid or not; null without a number. */
  | { kind: 'unusable'; tuneId: number | null; message: string };

const numbered = z.object({ id: z.number() });

const identified = z.object({ id: z.int().positive() });

const word = z
  .string()
  .transform((text) => wellFormed(text).trim())
  .pipe(z.string().min(1));

const words = z.object({ name: word, type: word });

/** Normalized: a lone surrogate, which Firestore refuses, is encoded. */
const webAddress = z.object({ url: z.url({ protocol: /^https?$/, normalize: true }).max(longest.url) });

/** Parses one entry of a tunebook, or the answer to a look-up. */
export function readEntry(raw: unknown): Entry {
  const found = identified.safeParse(raw);
  if (!found.success) return unusable(numberIn(raw), 'An entry has no usable tune number.');
  const { id } = found.data;
  const read = words.safeParse(raw);
  if (!read.success) return { kind: 'incomplete', tuneId: id };
  const { name, type } = read.data;
  if (name.length > longest.name || type.length > longest.type) {
    return unusable(id, `Tune ${id} has a name or type that is too long.`);
  }
  return { kind: 'complete', tune: { tuneId: id, name, type: titleCase(type), url: urlOf(id, raw) } };
}

/** Title case of any type, known or not: `slip jig` becomes `Slip Jig`, `three-two` becomes `Three-Two`. */
export function titleCase(type: string): string {
  return type.toLowerCase().replace(/(^|[\s-])(\p{L})/gu, (_, before: string, letter: string) => {
    return before + letter.toUpperCase();
  });
}

/** The entry's URL if it is a web address, since the page links to it; else the usual URL of the tune. */
function urlOf(id: number, raw: unknown): string {
  const given = webAddress.safeParse(raw);
  return given.success ? given.data.url : `https://thesession.org/tunes/${id}`;
}

function unusable(id: number | null, message: string): Entry {
  return { kind: 'unusable', tuneId: id, message };
}

function numberIn(raw: unknown): number | null {
  const read = numbered.safeParse(raw);
  return read.success ? read.data.id : null;
}

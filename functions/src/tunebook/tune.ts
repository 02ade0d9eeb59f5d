import { z } from 'zod';

/** Most characters of a name, a type and an address; far above any real one (decided). */
const longest = { name: 500, type: 100, url: 500 };

/** A tune as it is stored, in the catalogue and in collections. */
export interface Tune {
  tuneId: number;
  name: string;
  /** In title case. */
  type: string;
  url: string;
}

/** One entry of a tunebook, looked at. */
export type Entry =
  | { kind: 'whole'; tune: Tune }
  /** Without a name or a type: the tune itself has to be asked for. */
  | { kind: 'incomplete'; tuneId: number }
  /** No tune can be made of it. `tuneId` is the number that stands for its id, if there is one. */
  | { kind: 'unusable'; tuneId: number | null; message: string };

const numbered = z.object({ id: z.number() });

const identified = z.object({ id: z.int().positive() });

/** Half a surrogate pair, which JSON can carry and Firestore refuses, becomes the replacement character. */
const wellFormed = z.string().transform((text) => text.replace(/\p{Surrogate}/gu, '\uFFFD').trim());

const words = z.object({ name: wellFormed.pipe(z.string().min(1)), type: wellFormed.pipe(z.string().min(1)) });

const webAddress = z.object({ url: z.url({ protocol: /^https?$/ }).max(longest.url) });

/** Looks at one entry of a tunebook, or at the answer to a look-up. */
export function readEntry(raw: unknown): Entry {
  const found = identified.safeParse(raw);
  if (!found.success) return unusable(numberIn(raw), 'An entry of the tunebook has no usable tune number.');
  const { id } = found.data;
  const read = words.safeParse(raw);
  if (!read.success) return { kind: 'incomplete', tuneId: id };
  const { name, type } = read.data;
  if (name.length > longest.name || type.length > longest.type) {
    return unusable(id, `Tune ${id}: its name or type is too long to be one.`);
  }
  return { kind: 'whole', tune: { tuneId: id, name, type: titleCase(type), url: addressOf(id, raw) } };
}

/**
 * A type as it is stored: `slip jig` becomes `Slip Jig`, `three-two` `Three-Two`. A type that is none
 * of thesession.org's twelve is treated alike.
 */
export function titleCase(type: string): string {
  return type.toLowerCase().replace(/(^|[\s-])(\p{L})/gu, (_, before: string, letter: string) => {
    return before + letter.toUpperCase();
  });
}

/** The address given for a tune, or its usual one where that is no web address: the page links to it. */
function addressOf(id: number, raw: unknown): string {
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

import type { StubDocument } from './knowledge-base.ts';

export interface Chunk {
  document: Readonly<StubDocument>;
  /** Position in the document, from 0. */
  index: number;
  text: string;
  /** From 0 (best) to 1. */
  distance: number;
}

const maximumChunks = 5;

/**
 * The chunks that share the most words with a query, best first. A simple substitute for embeddings: it
 * finds what contains the words of a question, without regard to case.
 */
export function rankChunks(documents: readonly Readonly<StubDocument>[], query: string): readonly Chunk[] {
  const wanted = wordsOf(query);
  return documents
    .flatMap((document) => chunksOf(document.text).map((text, index) => ({ document, index, text })))
    .map((chunk) => ({ ...chunk, distance: distance(wanted, wordsOf(chunk.text)) }))
    .filter((chunk) => chunk.distance < 1)
    .sort((one, other) => one.distance - other.distance)
    .slice(0, maximumChunks);
}

/** The paragraphs of a text. */
function chunksOf(text: string): string[] {
  return text
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.trim())
    .filter((paragraph) => paragraph !== '');
}

/** The share of the wanted words that a text lacks. */
function distance(wanted: ReadonlySet<string>, present: ReadonlySet<string>): number {
  if (wanted.size === 0) return 1;
  return [...wanted].filter((word) => !present.has(word)).length / wanted.size;
}

/** Words of three letters or more, in lower case. */
function wordsOf(text: string): Set<string> {
  return new Set(text.toLowerCase().match(/[\p{L}\p{N}]{3,}/gu) ?? []);
}

import { foldText, matchesWords, searchWords } from '../ui/folded-text.ts';
import type { KnowledgeDocument } from './document.ts';

const folded = new WeakMap<KnowledgeDocument, string>();

/** The documents whose title, tags or text hold every word; all of them for a blank search. */
export function matchingDocuments(
  documents: readonly KnowledgeDocument[],
  typed: string,
): readonly KnowledgeDocument[] {
  const words = searchWords(typed);
  return words.length === 0 ? documents : documents.filter((document) => matchesWords(foldedText(document), words));
}

/** How many of the loaded documents match; null for a blank search. */
export function matchLine(typed: string, matching: number, loaded: number, more: boolean): string | null {
  if (searchWords(typed).length === 0) return null;
  const found = matching === 1 ? '1 match' : `${matching} matches`;
  const all = loaded === 1 ? '1 document' : `${loaded} documents`;
  return more ? `${found} among the ${loaded} loaded documents.` : `${found} among ${all}.`;
}

function foldedText(document: KnowledgeDocument): string {
  const known = folded.get(document);
  if (known !== undefined) return known;
  const text = foldText([document.title, ...document.tags, document.content].join('\n'));
  folded.set(document, text);
  return text;
}

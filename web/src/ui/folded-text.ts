/** Letters that NFD does not decompose into a base letter and a mark. */
const undivided: Readonly<Record<string, string>> = {
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  æ: 'ae',
  œ: 'oe',
  ß: 'ss',
  ı: 'i',
};

/** Removes case, accents and differences between apostrophes, for comparison. */
export function foldText(text: string): string {
  return text
    .normalize('NFD')
    .replaceAll(/\p{Mark}/gu, '')
    .toLowerCase()
    .replaceAll(/[øłđðþæœßı]/g, (letter) => undivided[letter] ?? letter)
    .replaceAll(/[’‘ʼ`´]/g, "'");
}

/** The folded words of a search. */
export function searchWords(typed: string): string[] {
  return foldText(typed).split(/\s+/).filter(Boolean);
}

/** Whether a folded text contains every word, in any order. No words match everything. */
export function matchesWords(folded: string, words: readonly string[]): boolean {
  return words.every((word) => folded.includes(word));
}

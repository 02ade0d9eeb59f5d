/** Letters that Unicode does not take apart into a base letter and a mark. */
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

/** A text without case, accents and the difference between kinds of apostrophe, for comparing. */
export function foldText(text: string): string {
  return text
    .normalize('NFD')
    .replaceAll(/\p{Mark}/gu, '')
    .toLowerCase()
    .replaceAll(/[øłđðþæœßı]/g, (letter) => undivided[letter] ?? letter)
    .replaceAll(/[’‘ʼ`´]/g, "'");
}

/** The words of what a person types into the search, folded. */
export function searchWords(typed: string): string[] {
  return foldText(typed).split(/\s+/).filter(Boolean);
}

/** Whether a folded text has all of these words in it, in any order; it does when there are none. */
export function matchesWords(folded: string, words: readonly string[]): boolean {
  return words.every((word) => folded.includes(word));
}

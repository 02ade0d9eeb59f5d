/** Characters of the text that are looked at: more than one line shows at any width. */
const lookedAt = 1000;

/** The most characters of an excerpt. */
const shown = 240;

/** The beginning of a text as one line: without Markdown marks, and without the title again. */
export function excerptOf(content: string, title: string): string {
  const lines = content
    .slice(0, lookedAt)
    .split('\n')
    .map(plainLine)
    .filter((line) => line !== '');
  if (lines[0]?.toLowerCase() === title.trim().toLowerCase()) lines.shift();
  return lines.join(' ').replace(/^· /, '').slice(0, shown);
}

function plainLine(line: string): string {
  return line
    .replace(/^\s*(?:[-*+]|\d{1,3}[.)])\s+/, '· ')
    .replace(/^\s*(?:#{1,6}\s+|>\s?)+/, '')
    .replace(/^\s*(?:```.*|[-*_=]{3,}|\|?[\s:|-]+\|)\s*$/, '')
    .replaceAll(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll(/(\*{1,3}|~~|`+)(?=\S)([^*~`]+?)(?<=\S)\1/g, '$2')
    .replaceAll(/(?<!\w)(_{1,3})(?=\S)([^_]+?)(?<=\S)\1(?!\w)/g, '$2')
    .replaceAll(/\s*\|\s*/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

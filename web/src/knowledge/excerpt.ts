/** Characters read from the text: enough for one line at any width. */
const charactersRead = 1000;

/** The longest excerpt, in characters. */
const excerptCharacters = 240;

/** The beginning of a text as one line, without Markdown syntax and without a repeated title. */
export function excerptOf(content: string, title: string): string {
  const lines = content
    .slice(0, charactersRead)
    .split('\n')
    .map(plainLine)
    .filter((line) => line !== '');
  if (lines[0]?.toLowerCase() === title.trim().toLowerCase()) lines.shift();
  return lines.join(' ').replace(/^· /, '').slice(0, excerptCharacters);
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

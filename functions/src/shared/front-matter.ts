/** A Markdown text split into the tags of its front matter and its content. */
export interface MarkdownFile {
  /** Null when the tags are written in an unsupported form. */
  tags: string[] | null;
  content: string;
}

/**
 * Separates YAML front matter (from `---` on the first line to the next `---` or `...`) from a
 * Markdown text. Reads only `tags`, written as `tags: [a, b]`, `tags: a, b`, or one `- a` per line.
 */
export function splitFrontMatter(text: string): MarkdownFile {
  const parts = /^---[ \t]*\r?\n((?:[^\n]*\n)*?)(?:---|\.\.\.)[ \t]*(?:\r?\n([\s\S]*))?$/.exec(text);
  if (parts === null) return { tags: [], content: text };
  const [, frontMatter = '', content = ''] = parts;
  return { tags: readTags(frontMatter), content: content.replace(/^(?:[ \t]*\r?\n)+/, '') };
}

function readTags(frontMatter: string): string[] | null {
  const value = /^tags[ \t]*:(.*(?:\r?\n(?:[ \t].*|-.*|[ \t]*))*)/m.exec(frontMatter)?.[1];
  const lines = (value ?? '')
    .split(/\r?\n/)
    .map((line) => line.replace(/(^|[ \t])#.*$/, '').trim())
    .filter((line) => line !== '');
  if (lines.length === 0) return [];
  if (lines.every((line) => /^-([ \t]|$)/.test(line))) return readItems(lines.map((line) => line.slice(1)));
  const joined = lines.join(' ');
  const list = /^\[(.*)\]$/.exec(joined)?.[1];
  if (list === undefined && (lines.length > 1 || /^[[{&*|>!]/.test(joined))) return null;
  if (joined === '~' || joined === 'null') return [];
  const items = (list ?? joined).match(/(?:"[^"]*"|'[^']*'|[^,])+/g) ?? [];
  return readItems(items.filter((item) => item.trim() !== ''));
}

function readItems(items: readonly string[]): string[] | null {
  const read = items.map((item) => /^(?:"([^"\\]*)"|'([^']*)'|([^"'[{].*)|)$/.exec(item.trim()));
  if (read.some((match) => match === null)) return null;
  return read.map((match) => match?.[1] ?? match?.[2] ?? match?.[3] ?? '');
}

/** Tags as one line of text. */
export function formatTags(tags: readonly string[]): string {
  return tags.join(', ');
}

/** Splits a line at commas, trims each tag and drops empty ones. */
export function parseTags(line: string): string[] {
  return line
    .split(',')
    .map((tag) => tag.trim())
    .filter((tag) => tag !== '');
}

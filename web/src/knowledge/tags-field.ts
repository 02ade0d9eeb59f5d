/** Tags as one line of text, as the form shows them. */
export function formatTags(tags: readonly string[]): string {
  return tags.join(', ');
}

/** The tags in a line of text: separated by commas, trimmed, empty ones left out. */
export function parseTags(line: string): string[] {
  return line
    .split(',')
    .map((tag) => tag.trim())
    .filter((tag) => tag !== '');
}

/**
 * Bounds of what an editor writes into a knowledge document. Rules, schema and page use the same
 * figures; characters are Unicode code points.
 */
export const draftLimits = {
  titleCharacters: 200,
  /** Documents in an agent's full context reach about this size (ElevenLabs documentation). */
  contentCharacters: 300_000,
  /** Keeps the whole document below Firestore's limit of 1 MiB (decided). */
  contentBytes: 900_000,
  tags: 20,
  tagCharacters: 40,
} as const;

/** What an editor writes, before it is checked. */
export interface Draft {
  title: string;
  content: string;
  tags: readonly string[];
}

/** One thing that is wrong with a draft: the field, and a message for the editor that says what to do. */
export interface DraftProblem {
  field: keyof Draft;
  message: string;
}

/** The number of Unicode code points in a text. */
export function countCharacters(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

/**
 * Everything that the rules would refuse about a draft, with the field named; empty when it is fine.
 * Titles must be trimmed before, as the rules ask for it.
 */
export function draftProblems(draft: Draft): DraftProblem[] {
  return [...titleProblems(draft.title), ...contentProblems(draft.content), ...tagProblems(draft.tags)];
}

function titleProblems(title: string): DraftProblem[] {
  const length = countCharacters(title);
  if (title.trim() === '') return [{ field: 'title', message: 'Give the document a title.' }];
  if (title !== title.trim()) return [{ field: 'title', message: 'Remove the space around the title.' }];
  if (length <= draftLimits.titleCharacters) return [];
  return [{ field: 'title', message: tooLong('The title', length, draftLimits.titleCharacters) }];
}

function contentProblems(content: string): DraftProblem[] {
  if (content.trim() === '') return [{ field: 'content', message: 'Write the text that the agent answers from.' }];
  const length = countCharacters(content);
  if (length > draftLimits.contentCharacters) {
    return [
      {
        field: 'content',
        message: `${tooLong('The text', length, draftLimits.contentCharacters)} Split it into several documents.`,
      },
    ];
  }
  const bytes = new TextEncoder().encode(content).length;
  if (bytes <= draftLimits.contentBytes) return [];
  return [
    {
      field: 'content',
      message: `The text takes ${format(bytes)} bytes; at most ${format(draftLimits.contentBytes)} fit. Split it into several documents.`,
    },
  ];
}

function tagProblems(tags: readonly string[]): DraftProblem[] {
  const problem = (message: string): DraftProblem[] => [{ field: 'tags', message }];
  if (tags.length > draftLimits.tags) return problem(`There are ${tags.length} tags; at most ${draftLimits.tags} fit.`);
  if (new Set(tags).size < tags.length) return problem('A tag stands there twice. Remove one.');
  if (tags.some((tag) => tag.trim() === '')) return problem('A tag is empty. Remove it.');
  const long = tags.find((tag) => countCharacters(tag) > draftLimits.tagCharacters);
  return long === undefined ? [] : problem(tooLong('A tag', countCharacters(long), draftLimits.tagCharacters));
}

function tooLong(what: string, length: number, limit: number): string {
  return `${what} has ${format(length)} characters; at most ${format(limit)} fit.`;
}

function format(count: number): string {
  return count.toLocaleString('en-US');
}

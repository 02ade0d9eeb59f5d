/** Limits of a knowledge document, the same as in `firestore.rules`. Characters are Unicode code points. */
export const draftLimits = {
  titleCharacters: 200,
  /** About the longest text that fits into an agent's prompt (ElevenLabs documentation). */
  contentCharacters: 300_000,
  /** Keeps the whole document below Firestore's limit of 1 MiB. */
  contentBytes: 900_000,
  tags: 20,
  tagCharacters: 40,
} as const;

/** A knowledge document as an editor wrote it, not yet checked. */
export interface Draft {
  title: string;
  content: string;
  tags: readonly string[];
}

/** A field that breaks a limit, with a message for the editor. */
export interface DraftProblem {
  field: keyof Draft;
  message: string;
}

/** The number of Unicode code points. */
export function countCharacters(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

/** Everything that the security rules would refuse about a draft. They refuse a title that is not trimmed. */
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
  if (new Set(tags).size < tags.length) return problem('Two tags are the same. Remove one.');
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

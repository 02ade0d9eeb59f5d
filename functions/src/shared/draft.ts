/** Limits of a knowledge document, the same as in `firestore.rules`. Characters are UTF-16 code units, as there. */
export const draftLimits = {
  titleCharacters: 200,
  /** About the longest text that fits into an agent's prompt (ElevenLabs documentation). */
  contentCharacters: 300_000,
  /** The most that so many characters take in UTF-8; the document stays below Firestore's limit of 1 MiB. */
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

/** Everything that the security rules would refuse about a draft. They refuse a title that is not trimmed. */
export function draftProblems(draft: Draft): DraftProblem[] {
  return [...titleProblems(draft.title), ...contentProblems(draft.content), ...tagProblems(draft.tags)];
}

function titleProblems(title: string): DraftProblem[] {
  if (title.trim() === '') return [{ field: 'title', message: 'Give the document a title.' }];
  if (title !== title.trim()) return [{ field: 'title', message: 'Remove the space around the title.' }];
  if (title.length <= draftLimits.titleCharacters) return [];
  return [{ field: 'title', message: tooLong('The title', title.length, draftLimits.titleCharacters) }];
}

function contentProblems(content: string): DraftProblem[] {
  if (content.trim() === '') return [{ field: 'content', message: 'Write the text that the agent answers from.' }];
  if (content.length <= draftLimits.contentCharacters) return [];
  const message = tooLong('The text', content.length, draftLimits.contentCharacters);
  return [{ field: 'content', message: `${message} Split it into several documents.` }];
}

function tagProblems(tags: readonly string[]): DraftProblem[] {
  const problem = (message: string): DraftProblem[] => [{ field: 'tags', message }];
  if (tags.length > draftLimits.tags) return problem(`There are ${tags.length} tags; at most ${draftLimits.tags} fit.`);
  if (new Set(tags).size < tags.length) return problem('Two tags are the same. Remove one.');
  if (tags.some((tag) => tag.trim() === '')) return problem('A tag is empty. Remove it.');
  const long = tags.find((tag) => tag.length > draftLimits.tagCharacters);
  return long === undefined ? [] : problem(tooLong('A tag', long.length, draftLimits.tagCharacters));
}

function tooLong(what: string, length: number, limit: number): string {
  return `${what} has ${format(length)} characters; at most ${format(limit)} fit.`;
}

function format(count: number): string {
  return count.toLocaleString('en-US');
}

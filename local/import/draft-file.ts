import { readFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { type Draft, draftLimits, draftProblems } from '../../functions/src/shared/draft.ts';
import { errorCode } from '../../functions/src/shared/error-code.ts';
import { splitFrontMatter } from '../../functions/src/shared/front-matter.ts';

export const draftExtensions = ['.md', '.txt'] as const;

/** The result of reading a file: a draft that the security rules accept, or what is wrong with the file. */
export type DraftFile = { kind: 'draft'; draft: Draft } | { kind: 'refused'; problem: string };

/**
 * Reads a UTF-8 `.md` or `.txt` file as a knowledge document. A `.md` file takes its title from the
 * first heading and its tags from the front matter, which is removed from the content. Without a
 * heading, and for `.txt` files, the title is the file name. Never throws; problems are returned.
 */
export async function readDraftFile(path: string): Promise<DraftFile> {
  const extension = extname(path).toLowerCase();
  if (!draftExtensions.some((known) => known === extension)) return refused('Only .md and .txt files can be added.');
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(await readFile(path));
  } catch (error) {
    return refused(readProblem(error));
  }
  // UTF-16 without a byte order mark decodes as UTF-8 full of NUL characters.
  if (text.includes('\0')) return refused(notUtf8);
  const markdown = extension === '.md';
  const { tags, content } = markdown ? splitFrontMatter(text) : { tags: [], content: text };
  if (tags === null) return refused('The tags in the front matter cannot be read. Write them as: tags: [one, two]');
  const title = cut((markdown ? firstHeading(content) : null) ?? basename(path, extname(path)));
  const draft = { title, content, tags };
  const problem = draftProblems(draft)[0];
  return problem === undefined ? { kind: 'draft', draft } : refused(problem.message);
}

const notUtf8 = 'The file is not UTF-8 text. Save it as UTF-8 and try again.';

function refused(problem: string): DraftFile {
  return { kind: 'refused', problem };
}

/** The first heading of a Markdown text, underlined (setext) headings included; code blocks are skipped. */
function firstHeading(content: string): string | null {
  let fence: string | null = null;
  let before = '';
  for (const line of content.split(/\r?\n/)) {
    const mark = /^ {0,3}(```|~~~)/.exec(line)?.[1] ?? null;
    if (mark !== null && (fence === null || mark === fence)) fence = fence === null ? mark : null;
    if (fence !== null) continue;
    const heading = /^ {0,3}#{1,6}[ \t]+(.*?)[ \t#]*$/.exec(line)?.[1];
    if (heading) return heading;
    if (before !== '' && /^ {0,3}=+[ \t]*$/.test(line)) return before;
    before = mark === null ? line.trim() : '';
  }
  return null;
}

function readProblem(error: unknown): string {
  if (error instanceof TypeError) return notUtf8;
  const code = errorCode(error);
  if (code === 'ENOENT') return 'The file does not exist.';
  if (code === 'EISDIR') return 'This is a folder. Name the files in it.';
  return `The file cannot be read (${String(code)}).`;
}

/** Cuts to the longest title, never inside a surrogate pair. */
function cut(title: string): string {
  return title
    .trim()
    .slice(0, draftLimits.titleCharacters)
    .replace(/[\uD800-\uDBFF]$/, '')
    .trim();
}

import { cutText } from './cut-text.ts';
import { type Draft, draftLimits } from './draft.ts';
import { splitFrontMatter } from './front-matter.ts';

/** A draft read from a file, not yet checked against the limits, or what is wrong with the file. */
export type DraftFile = { kind: 'draft'; draft: Draft } | { kind: 'refused'; problem: string };

const extension = /\.(md|txt)$/i;

/** Why a file of this name cannot become a document; null if it can. */
export function draftFileNameProblem(name: string): string | null {
  return extension.test(name) ? null : 'Only .md and .txt files can be added.';
}

/**
 * Reads the bytes of a UTF-8 `.md` or `.txt` file as a knowledge document. A `.md` file takes its title
 * from the first heading and its tags from the front matter, which is removed from the content. Without a
 * heading, and for `.txt` files, the title is the file name. Never throws; problems are returned.
 *
 * @param name without folders.
 */
export function parseDraftFile(name: string, bytes: Uint8Array): DraftFile {
  const text = decode(bytes);
  if (text === null) return refused('The file is not UTF-8 text. Save it as UTF-8 and try again.');
  const markdown = /\.md$/i.test(name);
  const { tags, content } = markdown ? splitFrontMatter(text) : { tags: [], content: text };
  if (tags === null) return refused('The tags in the front matter cannot be read. Write them as: tags: [one, two]');
  const heading = markdown ? firstHeading(content) : null;
  const title = cutText((heading ?? name.replace(extension, '')).trim(), draftLimits.titleCharacters).trim();
  return { kind: 'draft', draft: { title, content, tags } };
}

function refused(problem: string): DraftFile {
  return { kind: 'refused', problem };
}

/** Null for other encodings than UTF-8. */
function decode(bytes: Uint8Array): string | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    // UTF-16 without a byte order mark decodes as UTF-8 full of NUL characters.
    return text.includes('\0') ? null : text;
  } catch {
    return null;
  }
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

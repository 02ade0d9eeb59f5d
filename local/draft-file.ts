import { readFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { type Draft, draftLimits, draftProblems } from '../functions/src/knowledge/draft.ts';

/** The kinds of files that become knowledge documents. */
export const draftExtensions = ['.md', '.txt'] as const;

/** A file, read: either a draft that the rules accept, or what is wrong with it. */
export type DraftFile = { kind: 'draft'; draft: Draft } | { kind: 'refused'; problem: string };

/**
 * Reads a `.md` or `.txt` file in UTF-8 as a knowledge document. The title is the first heading of
 * a `.md` file, else the file's name. Never throws: what is wrong is in the answer.
 */
export async function readDraftFile(path: string): Promise<DraftFile> {
  const extension = extname(path).toLowerCase();
  if (!draftExtensions.some((known) => known === extension)) {
    return { kind: 'refused', problem: 'Only .md and .txt files can be added.' };
  }
  let content: string;
  try {
    content = new TextDecoder('utf-8', { fatal: true }).decode(await readFile(path));
  } catch (error) {
    return { kind: 'refused', problem: readProblem(error) };
  }
  const heading = extension === '.md' ? /^#{1,6}[ \t]+(.+?)[ \t#]*$/m.exec(content)?.[1] : undefined;
  const draft = { title: cut(heading ?? basename(path, extname(path))), content, tags: [] };
  const problem = draftProblems(draft)[0];
  return problem === undefined ? { kind: 'draft', draft } : { kind: 'refused', problem: problem.message };
}

function readProblem(error: unknown): string {
  if (error instanceof TypeError) return 'The file is not UTF-8 text. Save it as UTF-8 and try again.';
  const code = error instanceof Error && 'code' in error ? error.code : '';
  if (code === 'ENOENT') return 'There is no such file.';
  if (code === 'EISDIR') return 'This is a folder; name the files in it.';
  return `The file cannot be read (${String(code)}).`;
}

function cut(title: string): string {
  return [...title.trim()].slice(0, draftLimits.titleCharacters).join('').trim();
}

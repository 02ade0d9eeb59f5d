import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { draftProblems } from '../../functions/src/shared/draft.ts';
import { type DraftFile, draftFileNameProblem, parseDraftFile } from '../../functions/src/shared/draft-file.ts';
import { errorCode } from '../../functions/src/shared/error-code.ts';

/** Reads a file as a draft that the security rules accept. Never throws; problems are returned. */
export async function readDraftFile(path: string): Promise<DraftFile> {
  const name = basename(path);
  const nameProblem = draftFileNameProblem(name);
  if (nameProblem !== null) return refused(nameProblem);
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (error) {
    return refused(readProblem(error));
  }
  const file = parseDraftFile(name, bytes);
  const problem = file.kind === 'draft' ? draftProblems(file.draft)[0] : undefined;
  return problem === undefined ? file : refused(problem.message);
}

function refused(problem: string): DraftFile {
  return { kind: 'refused', problem };
}

function readProblem(error: unknown): string {
  const code = errorCode(error);
  if (code === 'ENOENT') return 'The file does not exist.';
  if (code === 'EISDIR') return 'This is a folder. Name the files in it.';
  return `The file cannot be read (${String(code)}).`;
}

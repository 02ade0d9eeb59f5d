import { type DraftFile, draftFileNameProblem, draftLimits, parseDraftFile } from '../../../functions/src/client.ts';

/** The part of the browser's `File` that is read. */
export interface ChosenFile {
  name: string;
  /** Bytes. */
  size: number;
  arrayBuffer(): Promise<ArrayBuffer>;
}

/** Reads a `.txt` or `.md` file as a draft, not yet checked. Never throws; problems are returned. */
export async function readTextFile(file: ChosenFile): Promise<DraftFile> {
  const nameProblem = draftFileNameProblem(file.name);
  if (nameProblem !== null) return refused(nameProblem);
  if (file.size > draftLimits.contentBytes) {
    const limit = draftLimits.contentBytes.toLocaleString('en-US');
    return refused(`The file is larger than ${limit} bytes. Split it into several files.`);
  }
  let bytes: Uint8Array;
  try {
    bytes = new Uint8Array(await file.arrayBuffer());
  } catch {
    return refused('The file could not be read. Choose it again.');
  }
  return parseDraftFile(file.name, bytes);
}

function refused(problem: string): DraftFile {
  return { kind: 'refused', problem };
}

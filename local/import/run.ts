import { join } from 'node:path';
import type { Firestore } from 'firebase-admin/firestore';
import pLimit from 'p-limit';
import { UsageError } from '../terminal.ts';
import { importedId } from './document-id.ts';
import { type ImportResult, importDraft, listImported } from './documents.ts';
import { readDraftFile } from './draft-file.ts';
import type { ImportFolder } from './folder.ts';

/** What became of one file, or of a document whose file is gone. */
export interface ImportRow {
  result: ImportResult | 'deleted' | 'skipped';
  /** The file below the folder; null for a document whose file is gone. */
  path: string | null;
  documentId: string;
  /** Why a file was skipped. */
  problem?: string;
}

/** What an import is asked to do. */
export interface ImportRequest {
  name: string;
  folder: ImportFolder;
  /** Deletes the documents of earlier imports of this name whose files are gone. */
  prune: boolean;
  /** Prunes even if not one of the earlier documents has a file any more. */
  force: boolean;
  dryRun: boolean;
}

/** Files and documents under way at once: a few hundred writes a second, below Firestore's first limit of 500. */
const atOnce = 8;

/**
 * Imports a folder and returns a row for every file and every document that was pruned. A bad file
 * is skipped, and its document, if there is one, stays as it is.
 *
 * @param onRow is called as each of them is done, with the number of all.
 * @throws UsageError before anything is written when two files would be one document, or when pruning
 * would leave none of the earlier documents.
 */
export async function runImport(
  db: Firestore,
  request: ImportRequest,
  onRow: (done: number, all: number) => void,
): Promise<ImportRow[]> {
  const { name, folder, dryRun } = request;
  const files = new Map(folder.paths.map((path) => [importedId(name, path), path]));
  if (files.size < folder.paths.length) {
    throw new UsageError('Two files have names that differ only in how accents are written. Rename one of them.');
  }
  const stale = request.prune ? await findStale(db, request, new Set(files.keys())) : [];
  const limit = pLimit(atOnce);
  let done = 0;
  const row = async (work: () => Promise<ImportRow>): Promise<ImportRow> => {
    const finished = await limit(work);
    done += 1;
    onRow(done, files.size + stale.length);
    return finished;
  };
  return await Promise.all([
    ...[...files].map(([documentId, path]) =>
      row(async () => {
        const file = await readDraftFile(join(folder.root, path));
        if (file.kind === 'refused') return { result: 'skipped', path, documentId, problem: file.problem };
        return { result: await importDraft(db, documentId, file.draft, dryRun), path, documentId };
      }),
    ),
    ...stale.map((reference) =>
      row(async () => {
        if (!dryRun) await reference.delete();
        return { result: 'deleted', path: null, documentId: reference.id };
      }),
    ),
  ]);
}

async function findStale(db: Firestore, { name, force }: ImportRequest, fileIds: ReadonlySet<string>) {
  const imported = await listImported(db, name);
  const stale = imported.filter(({ id }) => !fileIds.has(id));
  if (imported.length > 0 && stale.length === imported.length && !force) {
    throw new UsageError(
      `None of the ${imported.length} documents that were imported as "${name}" has a file in this folder: it may be another folder of the same name. Give this import a name of its own with --as, or add --force to delete them all. Nothing was changed.`,
    );
  }
  return stale;
}

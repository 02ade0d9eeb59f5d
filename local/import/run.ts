import { join } from 'node:path';
import type { Firestore } from 'firebase-admin/firestore';
import pLimit from 'p-limit';
import type { TextFields } from '../../functions/src/knowledge/text-fields.ts';
import { UsageError } from '../terminal.ts';
import { importedId } from './document-id.ts';
import { type ImportResult, importDraft, listImported } from './documents.ts';
import { readDraftFile } from './draft-file.ts';
import type { ImportFolder } from './folder.ts';

/** The outcome for one file, or for a document whose file is gone. */
export interface ImportRow {
  result: ImportResult | 'deleted' | 'skipped';
  /** Relative to the folder; null for a document whose file is gone. */
  path: string | null;
  documentId: string;
  /** Why a file was skipped. */
  problem?: string;
}

export interface ImportRequest {
  name: string;
  folder: ImportFolder;
  /** The fields of a document that hold its title and text. */
  fields: TextFields;
  /** Deletes documents of earlier imports with this name whose files are gone. */
  prune: boolean;
  /** Prunes even when that deletes every document of the earlier imports. */
  force: boolean;
  dryRun: boolean;
}

/** Keeps writes at a few hundred a second; Firestore advises a start below 500. */
const concurrency = 8;

/**
 * Imports a folder and returns a row for every file and every pruned document. A file that cannot be
 * read is skipped, and its document stays unchanged.
 *
 * @param onRow called after each row with the number done and the total.
 * @throws UsageError before any write, when two files map to the same document or when pruning would
 * delete every document of the earlier imports.
 */
export async function runImport(
  db: Firestore,
  request: ImportRequest,
  onRow: (done: number, total: number) => void,
): Promise<ImportRow[]> {
  const { name, folder, fields, dryRun } = request;
  const files = new Map(folder.paths.map((path) => [importedId(name, path), path]));
  if (files.size < folder.paths.length) {
    throw new UsageError('Two file names differ only in how their accents are encoded. Rename one of them.');
  }
  const stale = request.prune ? await findStale(db, request, new Set(files.keys())) : [];
  const limit = pLimit(concurrency);
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
        return { result: await importDraft(db, documentId, file.draft, { fields, dryRun }), path, documentId };
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
      `None of the ${imported.length} documents imported as "${name}" has a file in this folder, so this may be a different folder with the same name. Choose another name with --as, or add --force to delete all of them. Nothing was changed.`,
    );
  }
  return stale;
}

import { z } from 'zod';
import { ApiError } from './error-answers.ts';
import type { KnowledgeBase, StubDocument } from './knowledge-base.ts';
import type { ListQuery } from './request-schemas.ts';

type SortKey = readonly (string | number)[];

/** A cursor holds the last document's sort key, so documents added between two pages shift nothing. */
const cursorSchema = z.array(z.union([z.string(), z.number()]));

/** One page of a listing. */
export interface ListPage {
  documents: readonly Readonly<StubDocument>[];
  /** Null on the last page. */
  nextCursor: string | null;
}

/**
 * One page of the documents that match a query. Without `sort_by` the newest come first; the API does
 * not document a default order.
 *
 * @throws ApiError 400 for a cursor that no listing returned.
 */
export function listPage(knowledgeBase: KnowledgeBase, query: ListQuery): ListPage {
  const sign = query.sort_direction === 'asc' ? 1 : -1;
  const keyOf = (document: Readonly<StubDocument>): SortKey => sortKey(document, query);
  const after = query.cursor === undefined ? null : readCursor(query.cursor);
  const found = knowledgeBase
    .list()
    .filter((document) => matchesQuery(knowledgeBase, document, query))
    .sort((one, other) => compare(keyOf(one), keyOf(other), sign))
    .filter((document) => after === null || compare(keyOf(document), after, sign) > 0);
  const documents = found.slice(0, query.page_size);
  const last = documents.at(-1);
  const more = found.length > documents.length && last !== undefined;
  return { documents, nextCursor: more ? writeCursor(keyOf(last)) : null };
}

function matchesQuery(knowledgeBase: KnowledgeBase, document: Readonly<StubDocument>, query: ListQuery): boolean {
  const { search = '', types, parent_folder_id: parent, ancestor_folder_id: ancestor } = query;
  if (!document.name.startsWith(search)) return false;
  if (types !== undefined && !types.includes(document.type)) return false;
  if (parent !== undefined && document.parentFolderId !== parent) return false;
  return ancestor === undefined || knowledgeBase.foldersAround(document).some(({ id }) => id === ancestor);
}

/** Folder rank, then the sort field, then the unique order of creation. */
function sortKey(document: Readonly<StubDocument>, { sort_by, folders_first, sort_direction }: ListQuery): SortKey {
  const foldersRank = sort_direction === 'asc' ? 0 : 1;
  const rank = folders_first && document.type === 'folder' ? foldersRank : 1 - foldersRank;
  switch (sort_by) {
    case 'name':
      return [rank, document.name, document.sequence];
    case 'updated_at':
      return [rank, document.updatedAt, document.sequence];
    case 'size':
      return [rank, Buffer.byteLength(document.text), document.sequence];
    case 'created_at':
    case undefined:
      return [rank, document.createdAt, document.sequence];
  }
}

function compare(one: SortKey, other: SortKey, sign: 1 | -1): number {
  for (const [index, value] of one.entries()) {
    const rival = other[index] ?? '';
    if (value !== rival) return value < rival ? -sign : sign;
  }
  return 0;
}

function writeCursor(key: SortKey): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}

function readCursor(cursor: string): SortKey {
  try {
    return cursorSchema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
  } catch {
    throw new ApiError(400, 'invalid_request', 'The cursor is not valid.');
  }
}

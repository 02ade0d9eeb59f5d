import { collection, documentId, endAt, orderBy, query, startAfter, Timestamp } from 'firebase/firestore';
import { database, watchQuery } from '../firebase/firestore.ts';
import { documentName, runQuery, timestampText } from '../firebase/rest.ts';
import { noteSnapshot } from '../ui/connection.ts';
import type { Source } from '../ui/live.ts';
import { type KnowledgeDocument, readDocument } from './document.ts';
import type { Cursor, FeedSource, PageRange } from './feed.ts';
import { constraintsOf, type KnowledgeFilter, restFilterOf } from './filter.ts';
import { paths } from './paths.ts';

/** Documents of one page of the list. */
export const pageSize = 25;

const newestFirst = (['updatedAt', '__name__'] as const).map((fieldPath) => ({
  field: { fieldPath },
  direction: 'DESCENDING',
}));

/**
 * Finds the end of the page after a cursor. Reads only the edit times of two documents.
 *
 * @throws FirestoreRestError
 */
async function findPage(filter: KnowledgeFilter, after: Cursor | null): Promise<PageRange> {
  const [last, next] = await runQuery({
    select: { fields: [{ fieldPath: 'updatedAt' }] },
    from: [{ collectionId: paths.knowledge }],
    ...restFilterOf(filter),
    orderBy: newestFirst,
    ...(after === null ? {} : { startAt: { values: restValues(after), before: false } }),
    offset: pageSize - 1,
    limit: 2,
  });
  if (last === undefined || next === undefined) return { after, end: null };
  return { after, end: { updatedAt: timestampText(last.fields.updatedAt), id: last.id } };
}

/**
 * Watches the documents of a page. A page ends at a fixed document instead of after 25: an edited document
 * moves to the first page, all others stay on theirs, and each change is downloaded once.
 */
function watchPage(filter: KnowledgeFilter, { after, end }: PageRange): Source<readonly KnowledgeDocument[]> {
  const page = query(
    collection(database(), paths.knowledge),
    ...constraintsOf(filter),
    orderBy('updatedAt', 'desc'),
    orderBy(documentId(), 'desc'),
    ...(after === null ? [] : [startAfter(timestampOf(after), after.id)]),
    ...(end === null ? [] : [endAt(timestampOf(end), end.id)]),
  );
  return watchQuery(page, ({ docs }) => docs.map(readDocument));
}

const reachability = {};

/** The pages in Firestore. */
export const knowledgePages: FeedSource = {
  findPage,
  watchPage,
  noteUnreachable: (unreachable) => noteSnapshot(reachability, unreachable || null),
};

function restValues({ updatedAt, id }: Cursor): object[] {
  return [{ timestampValue: updatedAt }, { referenceValue: documentName(`${paths.knowledge}/${id}`) }];
}

function timestampOf({ updatedAt }: Cursor): Timestamp {
  const fraction = /\.(\d+)/.exec(updatedAt)?.[1] ?? '';
  return new Timestamp(Math.floor(Date.parse(updatedAt) / 1000), Number(fraction.padEnd(9, '0')));
}

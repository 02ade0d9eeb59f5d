import type { FieldPath, Query, QueryDocumentSnapshot } from 'firebase-admin/firestore';
import pLimit from 'p-limit';

/** Documents in one page of a listing, and in memory at once. */
const pageSize = 300;

/** Transactions under way at once. */
const transactionsAtOnce = 10;

/** The documents of a query in the order of `field`, read page by page. */
export async function* inOrder(query: Query, field: string | FieldPath): AsyncGenerator<QueryDocumentSnapshot> {
  const ordered = query.orderBy(field).limit(pageSize);
  let page = await ordered.get();
  for (;;) {
    yield* page.docs;
    const last = page.docs.at(-1);
    if (last === undefined || page.docs.length < pageSize) return;
    page = await ordered.startAfter(last).get();
  }
}

/** Changes each item, a page of them at a time, and returns how many changed. */
export async function changeEach<Item>(
  items: AsyncIterable<Item>,
  change: (item: Item) => Promise<boolean>,
): Promise<number> {
  const limit = pLimit(transactionsAtOnce);
  let changed = 0;
  let page: Item[] = [];
  const changePage = async () => {
    const results = await Promise.all(page.map((item) => limit(() => change(item))));
    changed += results.filter(Boolean).length;
    page = [];
  };
  for await (const item of items) {
    page.push(item);
    if (page.length === pageSize) await changePage();
  }
  await changePage();
  return changed;
}

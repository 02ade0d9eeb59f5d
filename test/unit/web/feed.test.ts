import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { KnowledgeDocument } from '../../../web/src/knowledge/document.ts';
import { type Cursor, DocumentFeed, type FeedSource, type PageRange } from '../../../web/src/knowledge/feed.ts';
import type { KnowledgeFilter } from '../../../web/src/knowledge/filter.ts';

const all: KnowledgeFilter = { status: null, tag: null };
const failed: KnowledgeFilter = { status: 'failed', tag: null };

function document(id: string): KnowledgeDocument {
  const sync = { status: 'completed', attempts: 1, nextAttemptAt: null, error: null, index: null } as const;
  return { id, title: id, content: '', tags: [], version: null, editedAt: null, sync, unsent: false };
}

const unreachable = Object.assign(new Error('no connection'), { code: 'unavailable' });

/**
 * A source that a test drives: pages end where it says, or fail, and their documents come when it sends them.
 * `rendered` are the problems that the host has shown, without repetitions.
 */
function controlled(ends: (string | null | Error)[]) {
  const watched: { filter: KnowledgeFilter; range: PageRange; send: (...ids: string[]) => void; stopped: boolean }[] =
    [];
  const source: FeedSource = {
    async findPage(_filter: KnowledgeFilter, after: Cursor | null) {
      const id = ends.shift() ?? null;
      if (id instanceof Error) throw id;
      return { after, end: id === null ? null : { updatedAt: '', id } };
    },
    watchPage: (filter, range) => (next) => {
      const page = { filter, range, send: (...ids: string[]) => next(ids.map(document)), stopped: false };
      watched.push(page);
      return () => {
        page.stopped = true;
      };
    },
    noteUnreachable: () => {},
  };
  const onChange = vi.fn();
  const rendered: (string | null)[] = [];
  const host = {
    addController: () => {},
    removeController: () => {},
    requestUpdate: () => {
      if (rendered.at(-1) !== feed.problem) rendered.push(feed.problem);
    },
    updateComplete: Promise.resolve(true),
  };
  const feed: DocumentFeed = new DocumentFeed(host, onChange, source);
  const shown = () => feed.documents?.map(({ id }) => id) ?? null;
  return { feed, onChange, rendered, shown, watched };
}

/** Resolves when the feed watches this many pages. */
async function watching(watched: readonly unknown[], count: number): Promise<void> {
  await expect.poll(() => watched.length).toBe(count);
}

describe('the feed of documents', () => {
  test('begins the next page after the last document of the one before', async () => {
    const { feed, shown, watched } = controlled(['b', null]);
    const opened = feed.open(all);
    await watching(watched, 1);
    watched[0]?.send('a', 'b');
    await opened;
    expect(feed.more).toBe(true);
    const loaded = feed.loadMore();
    await watching(watched, 2);
    expect(watched[1]?.range).toEqual({ after: { updatedAt: '', id: 'b' }, end: null });
    watched[1]?.send('c');
    await loaded;
    expect(shown()).toEqual(['a', 'b', 'c']);
    expect(feed.more).toBe(false);
  });

  test('keeps the loaded documents, and says why the next page is missing until it arrives', async () => {
    const { feed, shown, watched } = controlled(['b', unreachable, null]);
    const opened = feed.open(all);
    await watching(watched, 1);
    watched[0]?.send('a', 'b');
    await opened;
    await feed.loadMore();
    expect(shown()).toEqual(['a', 'b']);
    expect(feed.problem).toBeNull();
    expect(feed.moreProblem).toMatch(/unreachable/);
    void feed.loadMore();
    await watching(watched, 2);
    watched[1]?.send('c');
    expect(shown()).toEqual(['a', 'b', 'c']);
    expect(feed.moreProblem).toBeNull();
  });

  test('says once why the list is missing, through all automatic retries', async () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const { feed, rendered, shown, watched } = controlled([unreachable, unreachable, null]);
    await feed.open(all);
    await vi.advanceTimersByTimeAsync(10_000);
    watched[0]?.send('a');
    expect(shown()).toEqual(['a']);
    expect(rendered).toEqual([null, expect.stringMatching(/unreachable/), null]);
  });

  test('shows a document once while it moves between two pages', async () => {
    const { feed, shown, watched } = controlled(['b', null]);
    void feed.open(all);
    await watching(watched, 1);
    watched[0]?.send('a', 'b');
    void feed.loadMore();
    await watching(watched, 2);
    watched[1]?.send('c', 'd');
    watched[0]?.send('c', 'a', 'b');
    expect(shown()).toEqual(['c', 'a', 'b', 'd']);
    watched[1]?.send('d');
    expect(shown()).toEqual(['c', 'a', 'b', 'd']);
  });

  test('keeps the documents of a filter until those of the next have arrived', async () => {
    const { feed, shown, watched } = controlled([null, null]);
    void feed.open(all);
    await watching(watched, 1);
    watched[0]?.send('a');
    void feed.open(failed);
    await watching(watched, 2);
    expect(shown()).toEqual(['a']);
    watched[1]?.send('b');
    expect(shown()).toEqual(['b']);
    expect(watched[0]?.stopped).toBe(true);
  });

  test('drops a filter that was replaced before its documents arrived', async () => {
    const { feed, shown, watched } = controlled([null, null]);
    void feed.open(failed);
    await watching(watched, 1);
    void feed.open(all);
    await watching(watched, 2);
    watched[0]?.send('late');
    expect(shown()).toBeNull();
    expect(watched[0]?.stopped).toBe(true);
    watched[1]?.send('a');
    expect(shown()).toEqual(['a']);
  });

  test('reports changes of a page, not its arrival', async () => {
    const { feed, onChange, watched } = controlled([null]);
    void feed.open(all);
    await watching(watched, 1);
    watched[0]?.send('a');
    expect(onChange).not.toHaveBeenCalled();
    watched[0]?.send('a', 'b');
    expect(onChange).toHaveBeenCalledTimes(1);
  });
});

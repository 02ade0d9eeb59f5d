import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { errorCode } from '../../../functions/src/client.ts';
import { failureMessage } from '../ui/failure-message.ts';
import type { Source } from '../ui/live.ts';
import type { KnowledgeDocument } from './document.ts';
import type { KnowledgeFilter } from './filter.ts';

/** The place of a document in the list, newest edits first. */
export interface Cursor {
  /** RFC 3339, with the precision of Firestore. */
  updatedAt: string;
  id: string;
}

/** A page of the list: the documents after `after`, up to and including `end`. Null is the start or the end of the list. */
export interface PageRange {
  after: Cursor | null;
  end: Cursor | null;
}

/** What the feed reads from. */
export interface FeedSource {
  findPage(filter: KnowledgeFilter, after: Cursor | null): Promise<PageRange>;
  watchPage(filter: KnowledgeFilter, range: PageRange): Source<readonly KnowledgeDocument[]>;
  /** Reports whether the server is unreachable: a failed request shows it sooner than the listeners do. */
  noteUnreachable(unreachable: boolean): void;
}

interface Page {
  range: PageRange;
  documents: readonly KnowledgeDocument[];
}

/** The loaded pages of one filter, and the functions that stop their listeners. */
interface Opened {
  filter: KnowledgeFilter;
  pages: Page[];
  stops: (() => void)[];
}

/** The pause before another request to an unreachable server. */
const retryMs = 5000;

/**
 * The documents of the list, live, in pages that the user loads one by one. They stay on screen until the
 * first page of a new filter arrives.
 */
export class DocumentFeed implements ReactiveController {
  loading = true;
  /** Why the list cannot be shown; null while it can. It stays until the documents arrive. */
  problem: string | null = null;
  /** Why the next page cannot be loaded, in the same way. The loaded pages stay. */
  moreProblem: string | null = null;

  readonly #host: ReactiveControllerHost;
  readonly #onChange: (now: readonly KnowledgeDocument[], before: readonly KnowledgeDocument[]) => void;
  readonly #source: FeedSource;
  #shown: Opened | null = null;
  #newest: Opened | null = null;
  #retry: ReturnType<typeof setTimeout> | undefined;

  /** @param onChange receives the documents after and before each change under the same filter. */
  constructor(
    host: ReactiveControllerHost,
    onChange: (now: readonly KnowledgeDocument[], before: readonly KnowledgeDocument[]) => void,
    source: FeedSource,
  ) {
    this.#host = host;
    this.#onChange = onChange;
    this.#source = source;
    host.addController(this);
  }

  /** The loaded documents, newest edits first; null before the first page has arrived. */
  get documents(): readonly KnowledgeDocument[] | null {
    return this.#shown === null ? null : documentsOf(this.#shown);
  }

  /** Whether more documents can be loaded. */
  get more(): boolean {
    return this.#shown?.pages.at(-1)?.range.end != null;
  }

  /** Shows the documents of this filter, from the first page on. */
  async open(filter: KnowledgeFilter): Promise<void> {
    if (this.#newest !== this.#shown) stop(this.#newest);
    const opened: Opened = { filter, pages: [], stops: [] };
    this.#newest = opened;
    await this.#addPage(opened, null);
  }

  /** Loads the next page; resolves when its documents are there. */
  async loadMore(): Promise<void> {
    const opened = this.#shown;
    const end = opened?.pages.at(-1)?.range.end;
    if (opened == null || end == null || this.loading) return;
    await this.#addPage(opened, end);
  }

  /** Tries again after a failure, from the first page on. */
  async again(): Promise<void> {
    if (this.#newest !== null) await this.open(this.#newest.filter);
  }

  hostDisconnected(): void {
    clearTimeout(this.#retry);
    stop(this.#shown);
    stop(this.#newest);
    this.#shown = null;
    this.#newest = null;
    this.#source.noteUnreachable(false);
  }

  async #addPage(opened: Opened, after: Cursor | null): Promise<void> {
    clearTimeout(this.#retry);
    this.#update({ loading: true });
    let range: PageRange;
    try {
      range = await this.#source.findPage(opened.filter, after);
      this.#source.noteUnreachable(false);
    } catch (error) {
      if (this.#newest !== opened) return;
      const message = failureMessage(error);
      this.#update({ loading: false, ...(after === null ? { problem: message } : { moreProblem: message }) });
      if (errorCode(error) !== 'unavailable') return;
      this.#source.noteUnreachable(true);
      this.#retry = setTimeout(() => this.#addPage(opened, after), retryMs);
      return;
    }
    if (this.#newest !== opened) return;
    await new Promise<void>((resolve) => this.#watch(opened, range, resolve));
  }

  #watch(opened: Opened, range: PageRange, arrived: () => void): void {
    const page: Page = { range, documents: [] };
    let first = true;
    const stop = this.#source.watchPage(opened.filter, range)(
      (documents) => {
        const before = documentsOf(opened);
        page.documents = documents;
        if (first) this.#arrived(opened, page);
        else this.#onChange(documentsOf(opened), before);
        first = false;
        this.#host.requestUpdate();
        arrived();
      },
      (message) => {
        if (this.#newest === opened) this.#update({ loading: false, problem: message });
        arrived();
      },
    );
    opened.stops.push(stop);
  }

  #arrived(opened: Opened, page: Page): void {
    opened.pages.push(page);
    if (this.#newest !== opened) return;
    Object.assign(this, { loading: false, problem: null, moreProblem: null });
    if (this.#shown === opened) return;
    stop(this.#shown);
    this.#shown = opened;
  }

  #update(change: { loading: boolean; problem?: string; moreProblem?: string }): void {
    Object.assign(this, change);
    this.#host.requestUpdate();
  }
}

/** A document that moves between two pages may be in both for a moment. */
function documentsOf({ pages }: Opened): KnowledgeDocument[] {
  const seen = new Set<string>();
  return pages.flatMap(({ documents }) => documents).filter(({ id }) => !seen.has(id) && seen.add(id));
}

function stop(opened: Opened | null): void {
  for (const end of opened?.stops ?? []) end();
}

import { collection, getCountFromServer, query, Timestamp, where } from 'firebase/firestore';
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { SyncStatus } from '../../../functions/src/client.ts';
import { database } from '../firebase/firestore.ts';
import { EveryMinute } from '../ui/when.ts';
import type { KnowledgeDocument } from './document.ts';
import { paths } from './paths.ts';

/** The number of documents by status, and of failures by the two causes that many can share. */
export interface KnowledgeCounts extends Record<SyncStatus, number> {
  all: number;
  /** Failed because ElevenLabs refuses the API key. */
  auth: number;
  /** Failed because the ElevenLabs quota is used up. */
  quota: number;
  /** Failed, and retried automatically at a set time. */
  scheduled: number;
}

/** Counts on the server, without reading documents. */
async function countDocuments(): Promise<KnowledgeCounts> {
  const status = (value: SyncStatus) => where('sync.status', '==', value);
  const cause = (type: string) => where('sync.error.type', '==', type);
  const count = async (...conditions: ReturnType<typeof where>[]) =>
    (await getCountFromServer(query(collection(database(), paths.knowledge), ...conditions))).data().count;
  const [all, pending, syncing, completed, failed, auth, quota, scheduled] = await Promise.all([
    count(),
    count(status('pending')),
    count(status('syncing')),
    count(status('completed')),
    count(status('failed')),
    count(status('failed'), cause('auth')),
    count(status('failed'), cause('quota')),
    count(where('sync.nextAttemptAt', '>', new Timestamp(0, 0))),
  ]);
  return { all, pending, syncing, completed, failed, auth, quota, scheduled };
}

/** The counts without documents that are deleted on this page, but not on the server yet. */
export function countsWithout(counts: KnowledgeCounts, documents: readonly KnowledgeDocument[]): KnowledgeCounts {
  const left = { ...counts };
  for (const { sync } of documents) {
    left.all -= 1;
    left[sync.status] -= 1;
    if (sync.status !== 'failed') continue;
    if (sync.error?.type === 'auth' || sync.error?.type === 'quota') left[sync.error.type] -= 1;
    if (sync.nextAttemptAt !== null) left.scheduled -= 1;
  }
  return left;
}

/** Changes within this time share one count. */
const gatherMs = 500;

/** Keeps the counts up to date: counts on opening, after `recount`, and every minute while the page is visible. */
export class CountsController implements ReactiveController {
  /** Null until counted once. Without a connection the counts stay as they were. */
  counts: KnowledgeCounts | null = null;

  readonly #host: ReactiveControllerHost;
  /** Whether something changed since the last count. */
  #due = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
    new EveryMinute(host, () => void this.#count());
  }

  /** Counts again soon: a loaded document was added, deleted or changed its status. */
  recount(): void {
    this.#due = true;
    if (this.#timer === undefined) this.#countDue();
  }

  #countDue(): void {
    this.#timer = undefined;
    if (!this.#due) return;
    this.#due = false;
    void this.#count();
    this.#timer = setTimeout(() => this.#countDue(), gatherMs);
  }

  hostConnected(): void {
    void this.#count();
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  async #count(): Promise<void> {
    this.counts = await countDocuments().catch(() => this.counts);
    this.#host.requestUpdate();
  }
}

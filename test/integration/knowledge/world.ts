import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type DocumentData, type DocumentReference, Timestamp } from 'firebase-admin/firestore';
import { afterAll, beforeAll, beforeEach, inject } from 'vitest';
import type { KnowledgeContext } from '../../../functions/src/knowledge/context.ts';
import { type DeletedDocument, removeDeleted } from '../../../functions/src/knowledge/removal.ts';
import { type RetryAnswer, retryDocument } from '../../../functions/src/knowledge/retry.ts';
import type { SyncResult } from '../../../functions/src/knowledge/stage.ts';
import { sweepKnowledge } from '../../../functions/src/knowledge/sweep.ts';
import { syncDocument } from '../../../functions/src/knowledge/sync.ts';
import { paths } from '../../../functions/src/shared/paths.ts';
import type { StubDocument } from '../../../local/stub/elevenlabs/knowledge-base.ts';
import { type ElevenLabsStub, startElevenLabsStub } from '../../../local/stub/elevenlabs/stub.ts';
import type { FaultRule } from '../../../local/stub/faults.ts';
import { openFirestore } from '../firestore.ts';
import { createInstance, type InstanceOptions, type LogEntry } from './instance.ts';
import { withMillis } from './time.ts';

/** The API key that the stub accepts and the instances send. */
export const apiKey = 'test-key-4711';

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

interface Opened {
  elevenLabs: ElevenLabsStub;
  context: KnowledgeContext;
  close(): Promise<void>;
}

/**
 * The harness of one test file: the real engine, Firestore and HTTP, with a clock that can be advanced.
 * The test delivers events itself, as often, as late and in the order it wants.
 */
export class KnowledgeWorld {
  readonly log: LogEntry[] = [];
  /** The waits that runs asked for, in milliseconds. The harness skips them. */
  readonly waits: number[] = [];
  readonly #projectId = `test-${randomUUID().slice(0, 8)}`;
  #clockOffset = 0;
  #opened: Opened | undefined;

  /** The instance that is used unless a test names another. */
  get context(): KnowledgeContext {
    return this.#parts.context;
  }

  get elevenLabs(): ElevenLabsStub {
    return this.#parts.elevenLabs;
  }

  get #parts(): Opened {
    if (this.#opened === undefined) throw new Error('The world is open only while tests run.');
    return this.#opened;
  }

  async open(): Promise<void> {
    const { db, close } = openFirestore(this.#projectId);
    const elevenLabs = await startElevenLabsStub({ apiKey });
    this.#opened = { elevenLabs, context: this.#createInstance({ db, baseUrl: elevenLabs.url, apiKey }), close };
  }

  async close(): Promise<void> {
    await this.#opened?.elevenLabs.stop();
    await this.#opened?.close();
  }

  /** Clears everything except the clock. */
  async clear(): Promise<void> {
    const { firestoreHost } = inject('stack');
    const url = `http://${firestoreHost}/emulator/v1/projects/${this.#projectId}/databases/(default)/documents`;
    const response = await fetch(url, { method: 'DELETE' });
    if (!response.ok) throw new Error(`Firestore was not cleared: ${response.status}`);
    this.elevenLabs.reset();
    this.log.length = 0;
    this.waits.length = 0;
  }

  /** The time for everything except the stub, in epoch milliseconds. */
  readonly now = (): number => Date.now() + this.#clockOffset;

  /** Advances the clock by milliseconds. */
  advance(milliseconds: number): void {
    this.#clockOffset += milliseconds;
  }

  /** Another instance of the functions. */
  instance(
    options: Partial<Pick<InstanceOptions, 'apiKey' | 'baseUrl' | 'ragModel' | 'agentId' | 'waitAtGate'>> = {},
  ): KnowledgeContext {
    return this.#createInstance({ db: this.context.db, baseUrl: this.elevenLabs.url, apiKey, ...options });
  }

  /** Writes a document as an editor's client does. No event is delivered. */
  async add({ id = `doc-${randomUUID().slice(0, 8)}`, title = 'Opening hours', content = 'Nine to five.' } = {}) {
    const reference = this.context.db.collection(paths.knowledge).doc(id);
    const at = Timestamp.fromMillis(this.now());
    const sync = { status: 'pending' };
    await reference.set({ title, content, tags: [], createdBy: 'editor', createdAt: at, updatedAt: at, sync });
    return reference;
  }

  /** A synced document. */
  async addCompleted(fields: { title?: string; content?: string } = {}): Promise<DocumentReference> {
    const reference = await this.add(fields);
    await this.deliver(reference);
    this.elevenLabs.requests.reset();
    return reference;
  }

  /** Changes title or content as an editor's client does. No event is delivered. */
  async edit(reference: DocumentReference, fields: { title?: string; content?: string }): Promise<void> {
    await reference.update({ ...fields, updatedAt: Timestamp.fromMillis(this.now()), 'sync.status': 'pending' });
  }

  /** Deletes a document and returns the data that its event carries. No event is delivered. */
  async delete(reference: DocumentReference): Promise<DocumentData | undefined> {
    const data = (await reference.get()).data();
    await reference.delete();
    return data;
  }

  /** Delivers the event of a creation or an edit, which are handled alike. */
  async deliver({ id }: DocumentReference, context = this.context): Promise<SyncResult> {
    return await syncDocument(context, id, { cause: 'automatic' });
  }

  /** Delivers an event and holds the run's next request of one method. `run` ends after the stub's release. */
  async deliverHeld(reference: DocumentReference, method: Method, context = this.context) {
    const match = { method, name: reference.id };
    this.elevenLabs.faults.add({ match, actions: [{ kind: 'hold' }] });
    const earlier = this.elevenLabs.requests.find(match).length;
    const run = this.deliver(reference, context);
    await this.elevenLabs.requests.waitFor(match, { count: earlier + 1 });
    return { run };
  }

  /** Delivers the event of a deletion. */
  async deliverDelete(
    { id }: DocumentReference,
    data: DeletedDocument | undefined,
    context = this.context,
  ): Promise<void> {
    await removeDeleted(context, id, data ?? {});
  }

  async retry({ id }: DocumentReference, context = this.context): Promise<RetryAnswer> {
    return await retryDocument(context, id);
  }

  /** Runs one pass of the sweep and returns how many documents and removals it took. */
  async sweep(context = this.context): Promise<number> {
    return await sweepKnowledge(context);
  }

  /** A document's `sync`, with times as epoch milliseconds. */
  async state(reference: DocumentReference): Promise<Readonly<Record<string, unknown>>> {
    return withMillis((await reference.get()).get('sync'));
  }

  /** The records of the ledger for a document, with times as epoch milliseconds. */
  async ledger({ id }: DocumentReference): Promise<readonly Readonly<Record<string, unknown>>[]> {
    const records = await this.context.db.collection(paths.knowledgeRemotes).where('documentId', '==', id).get();
    return records.docs.map((record) => ({ ...withMillis(record.data()), tag: record.id }));
  }

  /** The records of the ledger for a document that are being removed. */
  async removals(reference: DocumentReference): Promise<readonly Readonly<Record<string, unknown>>[]> {
    return (await this.ledger(reference)).filter(({ status }) => status === 'removing');
  }

  /** A document's remote documents, oldest first. */
  remote({ id }: DocumentReference): readonly Readonly<StubDocument>[] {
    return this.elevenLabs.documents.list(`${id}-`);
  }

  /** The methods of the requests for a document, in order of arrival. */
  requests({ id }: DocumentReference): string[] {
    return this.elevenLabs.requests.find({ name: id }).map(({ method }) => method);
  }

  /** Sets what happens to the next requests of one method for a document. */
  order({ id }: DocumentReference, method: Method, actions: FaultRule['actions'], times: number | null = 1): void {
    this.elevenLabs.faults.add({ match: { method, name: id }, actions, times });
  }

  #createInstance(
    options: Omit<InstanceOptions, 'now' | 'log' | 'wait' | 'waitAtGate'> &
      Partial<Pick<InstanceOptions, 'waitAtGate'>>,
  ): KnowledgeContext {
    return createInstance({
      waitAtGate: async (milliseconds) => this.advance(milliseconds),
      ...options,
      now: this.now,
      log: (severity, event, fields) => this.log.push({ severity, event, fields }),
      wait: async (milliseconds) => {
        this.waits.push(milliseconds);
        await sleep(0);
      },
    });
  }
}

/** Opens a harness for a test file and clears it before every test. */
export function useKnowledgeWorld(): KnowledgeWorld {
  const world = new KnowledgeWorld();
  beforeAll(() => world.open());
  beforeEach(() => world.clear());
  afterAll(() => world.close());
  return world;
}

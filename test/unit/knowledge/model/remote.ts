import { hasTag } from '../../../../functions/src/knowledge/tag.ts';
import type { ElevenLabs } from '../../../../functions/src/upstream/elevenlabs.ts';
import {
  answerFailure,
  connectionFailure,
  type Failure,
  UpstreamError,
  unreadableFailure,
} from '../../../../functions/src/upstream/errors.ts';

/** What may go wrong with the create or update of an attempt, or with what comes before and after it. */
export const faults = [
  'none',
  'reply lost',
  'lost on the way',
  'processed late',
  'processed, then 503',
  'processed, unreadable',
  '429',
  '429 for an hour',
  '422',
  'look-up 503',
  'delete 503',
] as const;

/** One of them. */
export type Fault = (typeof faults)[number];

/** A document at ElevenLabs. */
export interface RemoteText {
  id: string;
  name: string;
  text: string;
  createdAtSeconds: number;
}

/** Late requests are processed within this time, in milliseconds: less than any lease or verification waits. */
const lateByMs = 4 * 60_000;

/** ElevenLabs in memory, with one fault at a time. */
export class Remote implements ElevenLabs {
  documents: RemoteText[] = [];
  fault: Fault = 'none';
  /** What was sent against the rules; thrown by the world, since an attempt catches whatever is thrown at it. */
  broken: string | null = null;
  /** A document was deleted by hand, which nothing here can know of. */
  lost = false;
  #late: { at: number; carryOut: () => void }[] = [];
  #lastId = 0;
  /** Tags for which a create was sent that was not certainly refused. */
  #sent = new Set<string>();
  #looked = false;
  readonly #now: () => number;
  readonly #onSend: () => void;

  /** @param onSend is called before every create and update. */
  constructor(now: () => number, onSend: () => void) {
    this.#now = now;
    this.#onSend = onSend;
  }

  /** Begins an attempt that meets this fault. */
  begin(fault: Fault): void {
    this.fault = fault;
    this.#looked = false;
  }

  /** Processes the late requests whose time has come. */
  catchUp(): void {
    const due = this.#late.filter(({ at }) => at <= this.#now());
    this.#late = this.#late.filter(({ at }) => at > this.#now());
    for (const { carryOut } of due) carryOut();
  }

  /** Deletes a document at ElevenLabs by hand. */
  lose(which: number): void {
    this.lost ||= this.documents.length > which;
    this.documents = this.documents.filter((_, place) => place !== which);
  }

  /** The documents that bear a tag. */
  bearing(tag: string): RemoteText[] {
    return this.documents.filter(({ name }) => hasTag(name, tag));
  }

  async create({ name, text }: { name: string; text: string }): Promise<string> {
    this.#onSend();
    const tag = name.split(' ')[0] ?? '';
    if (this.#sent.has(tag) && !this.#looked) this.broken ??= `a second create for ${tag} without a look-up`;
    this.#lastId += 1;
    const id = `remote-${this.#lastId}`;
    const createdAtSeconds = Math.floor(this.#now() / 1_000);
    if (!this.fault.startsWith('4')) this.#sent.add(tag);
    this.#carryOut(() => this.documents.push({ id, name, text, createdAtSeconds }));
    return id;
  }

  async update(id: string, change: { name: string; content?: string }): Promise<void> {
    this.#onSend();
    if (!this.documents.some((held) => held.id === id)) {
      throw new UpstreamError(answerFailure(404, 'document_not_found', null));
    }
    this.#carryOut(() => {
      const held = this.documents.find((document) => document.id === id);
      if (held !== undefined) Object.assign(held, { name: change.name, text: change.content ?? held.text });
    });
  }

  async listByPrefix(prefix: string): Promise<RemoteText[]> {
    if (this.fault === 'look-up 503') throw new UpstreamError(answerFailure(503, null, null));
    this.#looked = true;
    return this.documents.filter(({ name }) => name.startsWith(prefix));
  }

  async listAll(): Promise<RemoteText[]> {
    return this.documents;
  }

  async remove(id: string): Promise<void> {
    if (this.fault === 'delete 503') throw new UpstreamError(answerFailure(503, null, null));
    this.documents = this.documents.filter((document) => document.id !== id);
  }

  #carryOut(work: () => void): void {
    const failure = failureOf(this.fault);
    if (this.fault === 'processed late') this.#late.push({ at: this.#now() + lateByMs, carryOut: work });
    if (failure === null || isProcessed(this.fault)) work();
    if (failure !== null) throw new UpstreamError(failure);
  }
}

function isProcessed(fault: Fault): boolean {
  return fault === 'reply lost' || fault.startsWith('processed, ');
}

function failureOf(fault: Fault): Failure | null {
  switch (fault) {
    case 'reply lost':
    case 'processed late':
      return connectionFailure('ETIMEDOUT');
    case 'lost on the way':
      return connectionFailure('ECONNRESET');
    case 'processed, then 503':
      return answerFailure(503, null, null);
    case 'processed, unreadable':
      return unreadableFailure(200);
    case '429':
      return answerFailure(429, null, null);
    case '429 for an hour':
      return answerFailure(429, null, 3_600_000);
    case '422':
      return answerFailure(422, null, null);
    default:
      return null;
  }
}

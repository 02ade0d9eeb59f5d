import { answerApi } from '../../../local/stub/elevenlabs/api.ts';
import { type ApiContext, createApiContext } from '../../../local/stub/elevenlabs/api-context.ts';
import { faultErrorAnswer } from '../../../local/stub/elevenlabs/error-answers.ts';
import { KnowledgeBase, type NewDocument, type StubDocument } from '../../../local/stub/elevenlabs/knowledge-base.ts';
import type { Scheduler } from '../engine/scheduler.ts';
import { upstreamFaults } from './elevenlabs-faults.ts';
import { sortFaults, type Upstream } from './transport.ts';

/** The longest time for which a listing may lag or a fresh document may answer 404, in milliseconds. */
const longestLagMs = 60_000;

/** An index takes several checks, in milliseconds. */
const indexingMs = 150_000;

/** A knowledge base whose listings lag behind, and whose fresh documents may not be found by id. */
class LaggingKnowledgeBase extends KnowledgeBase {
  readonly #scheduler: Scheduler;
  readonly #listedFrom = new Map<string, number>();
  readonly #foundFrom = new Map<string, number>();
  /** Documents that are gone and still listed, until a time. */
  readonly #ghosts = new Map<StubDocument, number>();

  constructor(scheduler: Scheduler) {
    super();
    this.#scheduler = scheduler;
  }

  override add(document: NewDocument): StubDocument {
    const added = super.add(document);
    const { time, chance } = this.#scheduler;
    const unlisted = chance.incident('listing lags', 0.05);
    if (unlisted !== null) this.#listedFrom.set(added.id, time + unlisted.int(100, longestLagMs));
    const hidden = chance.incident('fresh document not found', 0.05);
    if (hidden !== null) this.#foundFrom.set(added.id, time + hidden.int(100, longestLagMs));
    return added;
  }

  override remove(id: string): void {
    const document = super.find(id);
    super.remove(id);
    const lag = this.#scheduler.chance.incident('listing lags', 0.05);
    if (document !== undefined && lag !== null) {
      this.#ghosts.set({ ...document }, this.#scheduler.time + lag.int(100, longestLagMs));
    }
  }

  override find(id: string): Readonly<StubDocument> | undefined {
    return (this.#foundFrom.get(id) ?? 0) > this.#scheduler.time ? undefined : super.find(id);
  }

  override list(part = ''): readonly Readonly<StubDocument>[] {
    const { time } = this.#scheduler;
    const listed = this.all().filter(({ id }) => (this.#listedFrom.get(id) ?? 0) <= time);
    const ghosts = [...this.#ghosts].filter(([, until]) => until > time).map(([ghost]) => ghost);
    return [...listed, ...ghosts].filter(({ name }) => name.includes(part));
  }

  /** All documents that exist, whatever a listing shows. */
  all(): readonly Readonly<StubDocument>[] {
    return super.list();
  }
}

const faults = sortFaults(
  Object.fromEntries(Object.entries(upstreamFaults).map(([name, { action }]) => [name, action])),
);

/** ElevenLabs: the stub's own knowledge base and answers, behind a simulated network. */
export class SimulatedElevenLabs implements Upstream {
  readonly name = 'elevenlabs';
  readonly faults = faults;
  readonly knowledgeBase: LaggingKnowledgeBase;
  readonly #context: ApiContext;

  constructor(scheduler: Scheduler) {
    this.knowledgeBase = new LaggingKnowledgeBase(scheduler);
    this.#context = createApiContext({ indexing: { durationMs: indexingMs } }, this.knowledgeBase);
  }

  /** Whether the present text of a document is in the index. */
  isIndexed(id: string): boolean {
    return this.#context.indexes.list(id).some(({ status }) => status === 'succeeded');
  }

  answer(request: Parameters<Upstream['answer']>[0]): ReturnType<Upstream['answer']> {
    return answerApi(this.#context, request);
  }

  errorAnswer(fault: Parameters<Upstream['errorAnswer']>[0]): ReturnType<Upstream['errorAnswer']> {
    return faultErrorAnswer(fault);
  }
}

/** The type of the permanent failure that a fault causes; null for a temporary fault. */
export function permanentReasonOf(fault: string): string | null {
  return upstreamFaults[fault]?.permanent ?? null;
}

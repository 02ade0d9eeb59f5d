import { Firestore } from 'firebase-admin/firestore';
import type { KnowledgeContext } from '../../../../functions/src/knowledge/context.ts';
import { afterAttempt } from '../../../../functions/src/knowledge/delivery/after-attempt.ts';
import { type Cause, claim } from '../../../../functions/src/knowledge/delivery/claim.ts';
import { hasTime, type Result, type Run } from '../../../../functions/src/knowledge/delivery/run.ts';
import { fence, settle } from '../../../../functions/src/knowledge/delivery/settle.ts';
import { attempt } from '../../../../functions/src/knowledge/send.ts';
import type { Failure } from '../../../../functions/src/upstream/errors.ts';
import { now as start, timing } from '../sample-documents.ts';
import { type Fault, Remote } from './remote.ts';
import { Store } from './store.ts';

/** Where a function that took a document stands; it may stay there for as long as it likes, or die. */
type Stage =
  | { kind: 'idle' }
  | { kind: 'sending'; run: Run }
  | { kind: 'waiting'; run: Run; failure: Failure | null }
  | { kind: 'ending'; run: Run; result: Result };

/**
 * Several functions at work on one document. The decisions are the product's own; this only carries
 * them out, one step at a time, as `sync.ts` and `store.ts` do.
 */
export class World {
  now = start;
  readonly store = new Store(() => this.now);
  readonly remote = new Remote(
    () => this.now,
    () => this.#requireLease(),
  );
  readonly stages: Stage[] = [{ kind: 'idle' }, { kind: 'idle' }, { kind: 'idle' }];
  #sender: Run | null = null;
  #names = 0;
  readonly #context: KnowledgeContext = {
    // Never called: an attempt reads and writes nothing but ElevenLabs.
    db: new Firestore({ projectId: 'demo-model' }),
    elevenLabs: this.remote,
    slot: (work) => work(),
    requestTimeoutMs: 20_000,
    backoff: timing.backoff,
    now: () => this.now,
    random: () => 0.5,
    wait: async () => {},
    log: () => {},
  };

  pass(milliseconds: number): void {
    this.now += milliseconds;
    this.remote.catchUp();
  }

  /** A function, if it is idle, looks whether there is something to do. */
  claim(worker: number, cause: Cause): void {
    const { document } = this.store;
    if (document === null || this.stages[worker]?.kind !== 'idle') return;
    this.#names += 1;
    const tag = `hours-${String(this.#names).padStart(8, '0')}`;
    const decision = claim(document, { owner: `owner-${this.#names}`, cause, tag, now: this.now });
    if (decision.kind === 'leave') return;
    const { lease } = document.sync;
    if (lease !== null && lease.expiresAt > this.now) throw new Error('two live leases');
    this.store.write(decision.sync);
    if (decision.kind === 'claimed') this.stages[worker] = { kind: 'sending', run: decision.run };
  }

  crash(worker: number): void {
    this.stages[worker] = { kind: 'idle' };
  }

  /** Takes a function one step on; a request that it sends meets the fault. */
  async step(worker: number, fault: Fault): Promise<void> {
    const stage = this.stages[worker] ?? { kind: 'idle' };
    switch (stage.kind) {
      case 'idle':
        return;
      case 'sending':
        this.stages[worker] = await this.#send(stage.run, fault);
        return;
      case 'waiting':
        this.stages[worker] = this.#fence(stage.run, stage.failure);
        return;
      case 'ending':
        this.stages[worker] = this.#settle(stage.run, stage.result);
    }
  }

  async #send(run: Run, fault: Fault): Promise<Stage> {
    this.remote.begin(fault);
    this.#sender = run;
    const outcome = await attempt(this.#context, run, new AbortController().signal);
    if (this.remote.broken !== null) throw new Error(this.remote.broken);
    const next = afterAttempt(run, outcome, { ...timing, now: this.now });
    if (next.kind === 'repeat') return { kind: 'waiting', run: next.run, failure: next.failure };
    const result = next.outcome.kind === 'failed' ? failed(next.outcome.failure) : next.outcome;
    return { kind: 'ending', run: next.run, result };
  }

  #fence(run: Run, failure: Failure | null): Stage {
    if (!hasTime(run, this.now)) {
      return { kind: 'ending', run, result: failure === null ? { kind: 'unsent' } : failed(failure) };
    }
    const fenced = fence(this.store.document, run, this.now);
    if (fenced.kind !== 'proceed') return this.#leave(run, fenced, null);
    this.store.write(fenced.sync);
    return { kind: 'sending', run: fenced.run };
  }

  #settle(run: Run, result: Result): Stage {
    const settlement = settle(this.store.document, run, result, { now: this.now, backoff: timing.backoff });
    if (!('sync' in settlement))
      return this.#leave(run, settlement, result.kind === 'accepted' ? result.elevenLabsId : null);
    this.store.write(settlement.sync);
    return settlement.kind === 'again' ? { kind: 'waiting', run: settlement.run, failure: null } : { kind: 'idle' };
  }

  #leave(
    run: Run,
    end: { kind: 'gone'; removalDueAt: number } | { kind: 'lost'; verifyAt: number | null },
    createdId: string | null,
  ): Stage {
    const { document } = this.store;
    if (end.kind === 'gone') this.store.owe(run.tag, createdId ?? run.elevenLabsId, end.removalDueAt, true);
    else if (end.verifyAt !== null && document !== null) this.store.write({ ...document.sync, verifyAt: end.verifyAt });
    return { kind: 'idle' };
  }

  /** While the document is there, nobody but the holder of its lease may send. */
  #requireLease(): void {
    const sync = this.store.document?.sync;
    if (sync === undefined || sync.tag !== this.#sender?.tag) return;
    if (sync.lease?.owner !== this.#sender.owner)
      this.remote.broken = 'a request by somebody who does not hold the lease';
  }
}

function failed(failure: Failure): Result {
  return { kind: 'failed', failure, message: 'What to do.' };
}

import { Firestore } from 'firebase-admin/firestore';
import type { KnowledgeContext } from '../../../../functions/src/knowledge/context.ts';
import type { Cause } from '../../../../functions/src/knowledge/delivery/claim.ts';
import type { Run } from '../../../../functions/src/knowledge/delivery/run.ts';
import { type Stage, step, type Task } from '../../../../functions/src/knowledge/stage.ts';
import { now as start, timing } from '../sample-documents.ts';
import { type Fault, Remote } from './remote.ts';
import { Store } from './store.ts';

const idle: Stage = { kind: 'ended', result: { kind: 'missing' } };

/** Several functions at work on one document: the product's own stages, taken one at a time. */
export class World {
  now = start;
  readonly store = new Store(() => this.now);
  readonly remote = new Remote(
    () => this.now,
    () => this.#requireLease(),
  );
  readonly stages: Stage[] = [idle, idle, idle];
  #tasks: Task[] = [];
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
  async claim(worker: number, cause: Cause): Promise<void> {
    if (this.stages[worker]?.kind !== 'ended') return;
    this.#names += 1;
    this.#tasks[worker] = {
      context: this.#context,
      documentId: 'hours',
      owner: `owner-${this.#names}`,
      tag: `hours-${String(this.#names).padStart(8, '0')}`,
      cause,
      claimBefore: Number.POSITIVE_INFINITY,
      transact: (decide) => this.store.transact(decide),
    };
    this.stages[worker] = { kind: 'claim' };
    await this.step(worker, 'none');
  }

  crash(worker: number): void {
    this.stages[worker] = idle;
  }

  /** Takes a function one step on; a request that it sends meets the fault. */
  async step(worker: number, fault: Fault): Promise<void> {
    const [stage, task] = [this.stages[worker], this.#tasks[worker]];
    if (stage === undefined || stage.kind === 'ended' || task === undefined) return;
    if (stage.kind === 'send') {
      this.remote.begin(fault);
      this.#sender = stage.run;
    }
    let next = await step(task, stage);
    if (this.remote.broken !== null) throw new Error(this.remote.broken);
    // The clock moves between steps, not in a wait.
    if (next.kind === 'wait') next = await step(task, next);
    // The outbox is emptied as a step of its own.
    this.stages[worker] = next.kind === 'remove' ? idle : next;
  }

  /** While the document exists, only the holder of its lease may send. */
  #requireLease(): void {
    const sync = this.store.document?.sync;
    if (sync === undefined || sync.tag !== this.#sender?.tag) return;
    if (sync.lease?.owner !== this.#sender.owner) this.remote.broken = 'a request without the lease';
  }
}

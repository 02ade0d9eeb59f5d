import { z } from 'zod';
import { region } from '../../functions/src/shared/region.ts';
import type { Emulator } from '../../local/emulator/emulator.ts';
import { projectId } from '../../local/paths.ts';
import { until } from './until.ts';

/** A fault of the emulator itself. Each applies once: to the next event, or to the nth commit from now. */
type EmulatorFault =
  /** Delivers the event `count` more times. */
  | { kind: 'duplicate'; function: EventFunction; count: number }
  /** Fails the delivery; the emulator redelivers the event. */
  | { kind: 'undelivered'; function: EventFunction; how: 'returnError' | 'crashRunner' }
  /** Never delivers the event. */
  | { kind: 'lost event'; function: Exclude<EventFunction, 'onKnowledgeDeleted'> }
  /** Fails a commit with ABORTED. */
  | { kind: 'commit'; nth: number };

type EventFunction = 'onKnowledgeCreated' | 'onKnowledgeUpdated' | 'onKnowledgeDeleted';

/** Counts of events and calls in the functions runtime. */
const statusSchema = z.object({
  pending: z.int(),
  running: z.int(),
  retryWaiting: z.int(),
  runnerAlive: z.boolean(),
  deadLettered: z.int(),
});

type RuntimeStatus = z.infer<typeof statusSchema>;

const firedSchema = z.object({ fired: z.array(z.object({ action: z.string() })) });

/** Controls the emulator's faults, clock and functions process. */
export interface EmulatorControl {
  status(): Promise<RuntimeStatus>;
  inject(fault: EmulatorFault): Promise<void>;
  /** Resolves once a fault with this emulator action type has fired. Throws WaitTimeoutError. */
  untilFired(type: string): Promise<void>;
  /** Removes faults that have not fired. */
  clearFaults(): Promise<void>;
  /**
   * Kills the functions process, which the emulator restarts, and advances the clock until the locks of
   * its open transactions expire.
   */
  crash(): Promise<void>;
  /** Starts a sweep without waiting for its end. */
  sweep(): Promise<void>;
  /**
   * Advances the clock for redeliveries and delayed events. Each move aborts the Firestore requests in
   * flight (measured), so move it rarely.
   */
  advance(seconds: number): Promise<void>;
  /** Resolves when the process is up and no event, call or sweep is running or waiting. Throws WaitTimeoutError. */
  untilIdle(): Promise<void>;
}

/** The emulator refused a control request. */
class EmulatorControlError extends Error {
  override readonly name = 'EmulatorControlError';
}

/** The emulator's longest wait between two deliveries of an event (measured: 10 to 30 s). */
const redeliverySeconds = 30;

/** How long the functions must be idle before the clock advances to the next redelivery. */
const redeliveryPauseMs = 200;

/** The emulator releases the locks of a killed process's transactions after 60 s of its clock. */
const lockExpirySeconds = 61;

/** A run that takes this long must be waiting for such a lock: nothing else takes more than 3 s. */
const blockedMs = 3_000;

interface Rule {
  match: { operation: string; function?: string; nth: number };
  action: { type: string; [detail: string]: unknown };
}

/** Controls a running emulator whose clock nothing else moves. Throws EmulatorControlError. */
export function controlEmulator({ controlUrl, ports }: Emulator): EmulatorControl {
  if (controlUrl === null)
    throw new EmulatorControlError('Fault tests need fireemu, which is not available for this platform.');
  const session = `${controlUrl}sessions/default`;
  let active: Rule[] = [];
  let changes: Promise<void> = Promise.resolve();

  const status = async () => statusSchema.parse(await request('GET', `${session}/functions`));
  const advance = async (seconds: number) => {
    await request('POST', `${session}/clock:advance`, { millis: Math.round(seconds * 1000) });
  };
  const change = async (make: (left: Rule[]) => Rule[]) => {
    const done = changes.then(async () => {
      const { fired } = firedSchema.parse(await request('GET', `${session}/faultPlan`));
      const names = fired.map(({ action }) => action.split(' ')[0]);
      // The emulator reports fired actions, not rules: one rule is removed per fired action of its type.
      const left = active.filter(({ action }) => {
        const index = names.indexOf(action.type);
        if (index >= 0) names.splice(index, 1);
        return index < 0;
      });
      active = make(left);
      await request('PUT', `${session}/faultPlan`, { rules: active });
    });
    changes = done.catch(() => {});
    await done;
  };
  return {
    status,
    advance,
    inject: (fault) => change((left) => [...left, ruleOf(fault)]),
    untilFired: (type) => {
      const readFired = async () => firedSchema.parse(await request('GET', `${session}/faultPlan`)).fired;
      const hasFired = async () => (await readFired()).some(({ action }) => action.startsWith(type));
      return until(`${type} fired`, hasFired, async () => ({ fired: await readFired(), ...(await status()) }));
    },
    clearFaults: () => change(() => []),
    async crash() {
      const bystander = 'cancelTunebookSync';
      const match = { operation: 'functions.invoke', function: bystander, nth: 1 };
      await change((left) => [...left, { match, action: { type: 'crashRunner' } }]);
      await fetch(`http://127.0.0.1:${ports.functions}/${projectId}/${region}/${bystander}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"data":null}',
      });
      await advance(lockExpirySeconds);
    },
    async sweep() {
      await request('POST', `${session}/functions/sweepKnowledge:run`, {});
    },
    async untilIdle() {
      let advancedAt = Date.now();
      const isIdle = async () => {
        const { pending, running, retryWaiting, runnerAlive } = await status();
        // Every advance also triggers scheduled sweeps, so the clock moves only when something waits for it.
        const sinceAdvance = Date.now() - advancedAt;
        const waiting = pending + retryWaiting > 0 && running === 0 && sinceAdvance > redeliveryPauseMs;
        if (runnerAlive && (waiting || sinceAdvance > blockedMs)) {
          await advance(waiting ? redeliverySeconds : lockExpirySeconds);
          advancedAt = Date.now();
        }
        return runnerAlive && pending + running + retryWaiting === 0;
      };
      await until('the functions are idle', isIdle, status);
    },
  };
}

function ruleOf(fault: EmulatorFault): Rule {
  switch (fault.kind) {
    case 'duplicate': {
      const match = { operation: 'functions.deliver', function: fault.function, nth: 1 };
      return { match, action: { type: 'duplicate', count: fault.count } };
    }
    case 'undelivered': {
      const match = { operation: 'functions.invoke', function: fault.function, nth: 1 };
      return { match, action: { type: fault.how, ...(fault.how === 'returnError' ? { code: 'UNAVAILABLE' } : {}) } };
    }
    case 'lost event': {
      const match = { operation: 'functions.invoke', function: fault.function, nth: 1 };
      return { match, action: { type: 'deadLetter' } };
    }
    case 'commit':
      return { match: { operation: 'firestore.commit', nth: fault.nth }, action: { type: 'transactionConflict' } };
  }
}

async function request(method: string, url: string, body?: unknown): Promise<unknown> {
  const response = await fetch(url, {
    method,
    ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok)
    throw new EmulatorControlError(`The emulator answered ${response.status} to ${method} ${url}: ${text}`);
  return JSON.parse(text);
}

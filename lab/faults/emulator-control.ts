import { z } from 'zod';
import { region } from '../../functions/src/shared/region.ts';
import type { Emulator } from '../../local/emulator/emulator.ts';
import { projectId } from '../../local/paths.ts';
import { until } from './until.ts';

/** A fault of the emulator itself; each meets one event or commit, the nth from the time it is ordered. */
export type EmulatorFault =
  /** The event comes `count` times more. */
  | { kind: 'duplicate'; function: EventFunction; count: number }
  /** The event comes once the clock has been moved on by this much, so that others overtake it. */
  | { kind: 'late'; function: EventFunction; seconds: number }
  /** The delivery fails; the event comes again. */
  | { kind: 'undelivered'; function: EventFunction; how: 'returnError' | 'timeout' | 'dropConnection' | 'crashRunner' }
  /** The event never comes. */
  | { kind: 'lost event'; function: Exclude<EventFunction, 'onKnowledgeDeleted'> }
  /** Firestore refuses a commit: a conflict, or it could not be reached. */
  | { kind: 'commit'; nth: number; how: 'conflict' | 'unavailable' };

/** The functions that events reach. */
export type EventFunction = 'onKnowledgeCreated' | 'onKnowledgeUpdated' | 'onKnowledgeDeleted';

/** What the functions' runtime is busy with. */
const statusSchema = z.object({
  pending: z.int(),
  running: z.int(),
  retryWaiting: z.int(),
  runnerAlive: z.boolean(),
  deadLettered: z.int(),
});

/** See statusSchema. */
type RuntimeStatus = z.infer<typeof statusSchema>;

const firedSchema = z.object({ fired: z.array(z.object({ action: z.string() })) });

/** Steers the emulator: its faults, its clock, its functions' process. */
export interface EmulatorControl {
  status(): Promise<RuntimeStatus>;
  order(fault: EmulatorFault): Promise<void>;
  /** Resolves once an ordered fault of this type of the emulator's met something. Throws WaitTimeoutError. */
  untilFired(type: string): Promise<void>;
  /** Takes back what has not met anything yet. */
  clearFaults(): Promise<void>;
  /**
   * Kills the functions' process, whatever it is doing, and lets the time pass for which its
   * transactions hold their documents; the emulator starts the process again by itself.
   */
  crash(): Promise<void>;
  /** Starts a pass of the sweep, without waiting for it. */
  sweep(): Promise<void>;
  /**
   * Moves the clock that redeliveries and delayed events wait for, in seconds. Each move breaks the
   * requests to Firestore that are under way (measured): moved often, nothing gets through.
   */
  advance(seconds: number): Promise<void>;
  /** Resolves when the process is up and no event, call or sweep is under way or waits. Throws WaitTimeoutError. */
  untilIdle(): Promise<void>;
  /** How many faults of each kind were met so far. */
  fired(): Promise<Readonly<Record<string, number>>>;
}

/** The emulator did not take an order. */
class EmulatorControlError extends Error {
  override readonly name = 'EmulatorControlError';
}

/** The emulator waits at most this long between two deliveries of an event, in seconds (measured: 10 to 30). */
const redeliverySeconds = 30;

/** How long the functions must be at rest before the clock is moved on to the next redelivery, in milliseconds. */
const redeliveryPauseMs = 200;

/** A transaction of a process that was killed holds its documents for 60 s of the clock (the emulator's limits). */
const abandonedSeconds = 61;

/** A run without rest for this long waits for such a document, in milliseconds (decided: no other takes as long). */
const blockedMs = 3_000;

interface Rule {
  match: { operation: string; function?: string; nth: number };
  action: { type: string; [detail: string]: unknown };
}

/** Steers a running emulator. Its clock must be moved by `advance` alone. Throws EmulatorControlError. */
export function controlEmulator({ controlUrl, ports }: Emulator): EmulatorControl {
  if (controlUrl === null)
    throw new EmulatorControlError('Faults need fireemu, which this platform has no package for.');
  const session = `${controlUrl}sessions/default`;
  const counts: Record<string, number> = {};
  let standing: Rule[] = [];
  let changes: Promise<void> = Promise.resolve();

  const status = async () => statusSchema.parse(await request('GET', `${session}/functions`));
  const advance = async (seconds: number) => {
    await request('POST', `${session}/clock:advance`, { millis: Math.round(seconds * 1000) });
  };
  const change = async (make: (left: Rule[]) => Rule[]) => {
    const done = changes.then(async () => {
      const { fired } = firedSchema.parse(await request('GET', `${session}/faultPlan`));
      for (const { action } of fired) counts[action] = (counts[action] ?? 0) + 1;
      const names = fired.map(({ action }) => action.split(' ')[0]);
      // The emulator names the actions it took, not the rules: as many of them as it took are used up.
      const left = standing.filter(({ action }) => {
        const place = names.indexOf(action.type);
        if (place >= 0) names.splice(place, 1);
        return place < 0;
      });
      standing = make(left);
      await request('PUT', `${session}/faultPlan`, { rules: standing });
    });
    changes = done.catch(() => {});
    await done;
  };
  return {
    status,
    advance,
    order: (fault) => change((left) => [...left, ruleOf(fault)]),
    untilFired: (type) => {
      const readFired = async () => firedSchema.parse(await request('GET', `${session}/faultPlan`)).fired;
      const hasFired = async () => (await readFired()).some(({ action }) => action.startsWith(type));
      return until(`${type} met something`, hasFired, async () => ({ fired: await readFired(), ...(await status()) }));
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
      await advance(abandonedSeconds);
    },
    async sweep() {
      await request('POST', `${session}/functions/sweepKnowledge:run`, {});
    },
    async untilIdle() {
      let advancedAt = Date.now();
      const isIdle = async () => {
        const { pending, running, retryWaiting, runnerAlive } = await status();
        // Each half minute of the clock brings sweeps of its own, so it is moved with measure.
        const rest = Date.now() - advancedAt;
        const waits = pending + retryWaiting > 0 && running === 0 && rest > redeliveryPauseMs;
        if (runnerAlive && (waits || rest > blockedMs)) {
          await advance(waits ? redeliverySeconds : abandonedSeconds);
          advancedAt = Date.now();
        }
        return runnerAlive && pending + running + retryWaiting === 0;
      };
      await until('the functions came to rest', isIdle, status);
    },
    async fired() {
      await change((left) => left);
      return { ...counts };
    },
  };
}

function ruleOf(fault: EmulatorFault): Rule {
  switch (fault.kind) {
    case 'duplicate': {
      const match = { operation: 'functions.deliver', function: fault.function, nth: 1 };
      return { match, action: { type: 'duplicate', count: fault.count } };
    }
    case 'late': {
      const match = { operation: 'functions.invoke', function: fault.function, nth: 1 };
      return { match, action: { type: 'delay', seconds: fault.seconds } };
    }
    case 'undelivered': {
      const match = { operation: 'functions.invoke', function: fault.function, nth: 1 };
      return { match, action: { type: fault.how, ...(fault.how === 'returnError' ? { code: 'UNAVAILABLE' } : {}) } };
    }
    case 'lost event': {
      const match = { operation: 'functions.invoke', function: fault.function, nth: 1 };
      return { match, action: { type: 'deadLetter' } };
    }
    case 'commit': {
      const match = { operation: 'firestore.commit', nth: fault.nth };
      const action =
        fault.how === 'conflict' ? { type: 'transactionConflict' } : { type: 'returnError', code: 'UNAVAILABLE' };
      return { match, action };
    }
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

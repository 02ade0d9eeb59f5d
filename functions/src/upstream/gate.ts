/** Whether an instance may send requests to a service. Times are epoch milliseconds, waits milliseconds. */
export type GateState =
  | { kind: 'open' }
  /** `waitMs` is the latest wait, which grows while the service keeps throttling. */
  | { kind: 'closed'; until: number; waitMs: number }
  /** The wait is over. One piece of work is under way and will probably send the probe. */
  | { kind: 'half-open'; waitMs: number }
  /** One request probes whether the service accepts requests again; the others wait for its answer. */
  | { kind: 'probing'; waitMs: number };

/** The role in which a request is sent. */
export type Admission = 'request' | 'probe';

/** How a sent request ended. An abandoned one was cancelled by its caller, so it tells nothing about the service. */
export type Outcome =
  /** `asked`: the wait is a `Retry-After`, not our own backoff. */
  { kind: 'throttled'; waitMs: number; asked: boolean } | { kind: 'answered' } | { kind: 'abandoned' };

/** The longest time without a probe, in milliseconds, whatever the service asks for. */
const longestClosedMs = 60_000;

/** Whether a request may be sent now; null when it has to wait. */
export function admit(state: GateState, now: number): { state: GateState; admission: Admission | null } {
  switch (state.kind) {
    case 'open':
      return { state, admission: 'request' };
    case 'probing':
      return { state, admission: null };
    case 'closed':
      if (now < state.until) return { state, admission: null };
      return { state: { kind: 'probing', waitMs: state.waitMs }, admission: 'probe' };
    case 'half-open':
      return { state: { kind: 'probing', waitMs: state.waitMs }, admission: 'probe' };
  }
}

/**
 * The state after the end of a request. Only a throttled one closes the gate; only a probe opens it. A service
 * that names no wait and throttles one probe after the other is asked half as often each time.
 */
export function afterRequest(state: GateState, admission: Admission, outcome: Outcome, now: number): GateState {
  if (outcome.kind === 'throttled') {
    const doubled = admission === 'probe' && !outcome.asked && state.kind !== 'open' ? 2 * state.waitMs : 0;
    const waitMs = Math.min(Math.max(outcome.waitMs, doubled), longestClosedMs);
    const until = now + waitMs;
    return { kind: 'closed', until: state.kind === 'closed' ? Math.max(until, state.until) : until, waitMs };
  }
  // A late answer to an earlier request may have closed the gate again while the probe was out.
  if (admission === 'request' || state.kind !== 'probing') return state;
  return outcome.kind === 'answered' ? { kind: 'open' } : { kind: 'closed', until: now, waitMs: state.waitMs };
}

/** Whether work that sends requests may begin now: null when it has to wait, `alone` while nothing else may begin. */
export function enter(state: GateState, now: number): { state: GateState; entry: 'free' | 'alone' | null } {
  if (state.kind === 'open') return { state, entry: 'free' };
  if (state.kind !== 'closed' || now < state.until) return { state, entry: null };
  return { state: { kind: 'half-open', waitMs: state.waitMs }, entry: 'alone' };
}

/** The state after work that began alone. Unless it sent a probe, the turn goes to the next. */
export function leave(state: GateState, now: number): GateState {
  return state.kind === 'half-open' ? { kind: 'closed', until: now, waitMs: state.waitMs } : state;
}

/** Keeps the requests of an instance back while a service is throttling it. */
export interface Gate {
  /** How long no request will be sent, in milliseconds; 0 unless the gate is closed. */
  closedForMs(): number;
  /**
   * Resolves with true when a request may be sent; with false when the signal aborts first, or as soon as the
   * gate is closed for longer than until `sendBefore` (epoch milliseconds).
   */
  opened(signal: AbortSignal | undefined, sendBefore: number): Promise<boolean>;
  /** Sends a request, or resolves with null without sending when the gate has closed in the meantime. */
  pass<Answer>(send: () => Promise<Answer>, outcomeOf: (error: unknown) => Outcome): Promise<Answer | null>;
  /** `opened`, for work that sends requests. */
  ready(signal: AbortSignal | undefined, startBefore: number): Promise<boolean>;
  /** Runs work that sends requests, or resolves with null without running it when the gate has closed meanwhile. */
  begin<Result>(work: () => Promise<Result>): Promise<{ result: Result } | null>;
}

/** What a gate works with. */
export interface GateOptions {
  now(): number;
  /** Resolves after its milliseconds, or when the signal aborts. */
  wait(milliseconds: number, signal: AbortSignal | undefined): Promise<void>;
  /** Told for how long the gate closes, in milliseconds. */
  onClosed?(waitMs: number): void;
}

/** A gate that starts open. */
export function createGate({ now, wait, onClosed = () => {} }: GateOptions): Gate {
  let state: GateState = { kind: 'open' };
  const waiting = new Set<() => void>();
  const change = (next: GateState) => {
    if (next === state) return;
    state = next;
    for (const wake of waiting) wake();
  };
  const changed = async (signal: AbortSignal | undefined) => {
    await new Promise<void>((resolve) => {
      const wake = () => {
        waiting.delete(wake);
        signal?.removeEventListener('abort', wake);
        resolve();
      };
      waiting.add(wake);
      signal?.addEventListener('abort', wake);
    });
  };
  const until = async (mayGo: () => boolean, signal: AbortSignal | undefined, before: number) => {
    while (!mayGo()) {
      if (signal?.aborted || (state.kind === 'closed' && state.until > before)) return false;
      // Its time may have ended since mayGo: nothing else wakes a request for that.
      if (state.kind === 'closed') await wait(Math.max(state.until - now(), 0), signal);
      else await changed(signal);
    }
    return true;
  };
  return {
    closedForMs: () => (state.kind === 'closed' ? Math.max(state.until - now(), 0) : 0),
    opened: (signal, sendBefore) => until(() => admit(state, now()).admission !== null, signal, sendBefore),
    async pass(send, outcomeOf) {
      const { state: next, admission } = admit(state, now());
      if (admission === null) return null;
      change(next);
      let outcome: Outcome = { kind: 'answered' };
      try {
        return await send();
      } catch (error) {
        outcome = outcomeOf(error);
        throw error;
      } finally {
        const settled = afterRequest(state, admission, outcome, now());
        change(settled);
        if (outcome.kind === 'throttled' && settled.kind === 'closed') onClosed(settled.until - now());
      }
    },
    ready: (signal, startBefore) => until(() => enter(state, now()).entry !== null, signal, startBefore),
    async begin(work) {
      const { state: next, entry } = enter(state, now());
      if (entry === null) return null;
      change(next);
      try {
        return { result: await work() };
      } finally {
        if (entry === 'alone') change(leave(state, now()));
      }
    },
  };
}

/** Whether an instance may send requests to a service. Times are epoch milliseconds. */
export type GateState =
  | { kind: 'open' }
  | { kind: 'closed'; until: number }
  /** One request probes whether the service accepts requests again; the others wait for its answer. */
  | { kind: 'probing' };

/** The role in which a request is sent. */
export type Admission = 'request' | 'probe';

/** How a sent request ended. An abandoned one was cancelled by its caller, so it tells nothing about the service. */
export type Outcome = { kind: 'throttled'; retryAfterMs: number } | { kind: 'answered' } | { kind: 'abandoned' };

/** The longest time without a probe, in milliseconds, whatever the service asks for. */
const longestClosedMs = 60_000;

/** Whether a request may be sent now; null when it has to wait. */
export function admit(state: GateState, now: number): { state: GateState; admission: Admission | null } {
  switch (state.kind) {
    case 'open':
      return { state, admission: 'request' };
    case 'closed':
      return now < state.until ? { state, admission: null } : { state: { kind: 'probing' }, admission: 'probe' };
    case 'probing':
      return { state, admission: null };
  }
}

/** The state after the end of a request. Only a throttled one closes the gate; only a probe opens it. */
export function afterRequest(state: GateState, admission: Admission, outcome: Outcome, now: number): GateState {
  if (outcome.kind === 'throttled') {
    const until = now + Math.min(outcome.retryAfterMs, longestClosedMs);
    return { kind: 'closed', until: state.kind === 'closed' ? Math.max(until, state.until) : until };
  }
  // A late answer to an earlier request may have closed the gate again while the probe was out.
  if (admission === 'request' || state.kind !== 'probing') return state;
  return outcome.kind === 'answered' ? { kind: 'open' } : { kind: 'closed', until: now };
}

/** Keeps the requests of an instance back while a service is throttling it. */
export interface Gate {
  /** How long no request will be sent, in milliseconds; 0 unless the gate is closed. */
  closedForMs(): number;
  /** Resolves when a request may be sent, or when the signal aborts. */
  opened(signal: AbortSignal | undefined): Promise<void>;
  /** Sends a request, or resolves with null without sending when the gate has closed in the meantime. */
  pass<Answer>(send: () => Promise<Answer>, outcomeOf: (error: unknown) => Outcome): Promise<Answer | null>;
}

/** A gate that starts open. `wait` resolves after its milliseconds, or when the signal aborts. */
export function createGate(clock: {
  now(): number;
  wait(milliseconds: number, signal: AbortSignal | undefined): Promise<void>;
}): Gate {
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
  return {
    closedForMs: () => (state.kind === 'closed' ? Math.max(state.until - clock.now(), 0) : 0),
    async opened(signal) {
      while (!signal?.aborted && admit(state, clock.now()).admission === null) {
        if (state.kind === 'closed') await clock.wait(state.until - clock.now(), signal);
        else await changed(signal);
      }
    },
    async pass(send, outcomeOf) {
      const { state: next, admission } = admit(state, clock.now());
      if (admission === null) return null;
      change(next);
      let outcome: Outcome = { kind: 'answered' };
      try {
        return await send();
      } catch (error) {
        outcome = outcomeOf(error);
        throw error;
      } finally {
        change(afterRequest(state, admission, outcome, clock.now()));
      }
    },
  };
}

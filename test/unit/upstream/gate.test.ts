import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Admission,
  admit,
  afterRequest,
  createGate,
  enter,
  type GateState,
  leave,
  type Outcome,
} from '../../../functions/src/upstream/gate.ts';

const never = Number.POSITIVE_INFINITY;
const open: GateState = { kind: 'open' };
const closed = (until: number, waitMs = 1000): GateState => ({ kind: 'closed', until, waitMs });
const probing: GateState = { kind: 'probing', waitMs: 1000 };
const halfOpen: GateState = { kind: 'half-open', waitMs: 1000 };
const throttled = (waitMs: number, asked = true): Outcome => ({ kind: 'throttled', waitMs, asked });

describe('an open gate', () => {
  test('admits every request', () => {
    expect(admit(open, 0)).toEqual({ state: open, admission: 'request' });
  });

  test('is closed by a throttled request for as long as the service asks', () => {
    expect(afterRequest(open, 'request', throttled(30_000), 1000)).toEqual(closed(31_000, 30_000));
  });

  test('is closed for a minute at most', () => {
    expect(afterRequest(open, 'request', throttled(3_600_000), 1000)).toEqual(closed(61_000, 60_000));
  });

  test('stays open after any other end of a request', () => {
    expect(afterRequest(open, 'request', { kind: 'answered' }, 0)).toBe(open);
    expect(afterRequest(open, 'request', { kind: 'abandoned' }, 0)).toBe(open);
  });
});

describe('a closed gate', () => {
  test('admits nothing until its time is over, and then one probe', () => {
    expect(admit(closed(1000), 999).admission).toBeNull();
    const { state, admission } = admit(closed(1000), 1000);
    expect(admission).toBe('probe');
    expect(admit(state, 5000).admission).toBeNull();
  });

  test('is closed longer, and never shorter, by a late throttled answer', () => {
    expect(afterRequest(closed(1000), 'request', throttled(5000), 0)).toEqual(closed(5000, 5000));
    expect(afterRequest(closed(9000), 'request', throttled(5000), 0)).toEqual(closed(9000, 5000));
  });

  test('is not opened by the late answer to an earlier request', () => {
    expect(afterRequest(closed(1000), 'request', { kind: 'answered' }, 2000)).toEqual(closed(1000));
  });
});

describe('a probe', () => {
  test('opens the gate with any answer that does not throttle', () => {
    expect(afterRequest(probing, 'probe', { kind: 'answered' }, 0)).toEqual(open);
  });

  test('closes the gate again when it is throttled', () => {
    expect(afterRequest(probing, 'probe', throttled(2000), 1000)).toEqual(closed(3000, 2000));
  });

  test('doubles the wait up to a minute while the service throttles without naming one', () => {
    let state = afterRequest(open, 'request', throttled(1000, false), 0);
    const waits = [1000];
    for (let probe = 0; probe < 8; probe += 1) {
      state = afterRequest(admit(state, 1_000_000).state, 'probe', throttled(1000, false), 0);
      if (state.kind === 'closed') waits.push(state.waitMs);
    }
    expect(waits).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000]);
  });

  test('leaves the turn to the next request when it is abandoned', () => {
    const next = afterRequest(probing, 'probe', { kind: 'abandoned' }, 1000);
    expect(admit(next, 1000).admission).toBe('probe');
  });

  test('does not open a gate that a late throttled answer has closed again', () => {
    const again = afterRequest(probing, 'request', throttled(9000), 0);
    expect(afterRequest(again, 'probe', { kind: 'answered' }, 100)).toEqual(closed(9000, 9000));
  });
});

describe('work', () => {
  test('begins freely while the gate is open', () => {
    expect(enter(open, 0)).toEqual({ state: open, entry: 'free' });
  });

  test('waits while the gate is closed, and then begins alone', () => {
    expect(enter(closed(1000), 999).entry).toBeNull();
    expect(enter(closed(1000), 1000)).toEqual({ state: halfOpen, entry: 'alone' });
    expect(enter(halfOpen, 5000).entry).toBeNull();
    expect(enter(probing, 5000).entry).toBeNull();
  });

  test('that began alone sends the probe, and any other request that is ready may be it too', () => {
    expect(admit(halfOpen, 0)).toEqual({ state: probing, admission: 'probe' });
  });

  test('that ends without a request leaves the turn to the next', () => {
    expect(enter(leave(halfOpen, 5000), 5000).entry).toBe('alone');
    expect(leave(open, 5000)).toBe(open);
    expect(leave(closed(9000), 5000)).toEqual(closed(9000));
  });
});

test('never more than one probe is out, and a request never passes a closed gate, whatever the order of events', () => {
  const event = fc.oneof(
    fc.record({ kind: fc.constant('send' as const) }),
    fc.record({ kind: fc.constant('pass' as const), ms: fc.integer({ min: 1, max: 90_000 }) }),
    fc.record({
      kind: fc.constant('end' as const),
      which: fc.nat(),
      outcome: fc.oneof(
        fc.record({
          kind: fc.constant('throttled' as const),
          waitMs: fc.integer({ min: 1, max: 100_000 }),
          asked: fc.boolean(),
        }),
        fc.record({ kind: fc.constantFrom('answered' as const, 'abandoned' as const) }),
      ),
    }),
  );
  fc.assert(
    fc.property(fc.array(event, { maxLength: 60 }), (events) => {
      let state: GateState = open;
      let now = 0;
      let noneBefore = 0;
      const sent: Admission[] = [];
      for (const step of events) {
        if (step.kind === 'pass') now += step.ms;
        if (step.kind === 'send') {
          const admitted = admit(state, now);
          state = admitted.state;
          if (admitted.admission === null) continue;
          expect(now).toBeGreaterThanOrEqual(noneBefore);
          sent.push(admitted.admission);
          expect(sent.filter((admission) => admission === 'probe').length).toBeLessThanOrEqual(1);
        }
        if (step.kind === 'end' && sent.length > 0) {
          const [admission = 'request'] = sent.splice(step.which % sent.length, 1);
          state = afterRequest(state, admission, step.outcome, now);
          if (step.outcome.kind === 'throttled')
            noneBefore = Math.max(noneBefore, now + Math.min(step.outcome.waitMs, 60_000));
        }
      }
    }),
  );
});

describe('requests that wait at a gate', () => {
  /** A gate on a clock that a wait moves on at once. */
  function gateAt(start: number) {
    let now = start;
    const gate = createGate({
      now: () => now,
      async wait(milliseconds) {
        now += milliseconds;
      },
    });
    return { gate, now: () => now };
  }
  const fail = (outcome: Outcome) => [() => Promise.reject(new Error('429')), () => outcome] as const;

  test('go one after the first as a probe, and all others after its answer', async () => {
    const { gate, now } = gateAt(0);
    await expect(gate.pass(...fail(throttled(30_000)))).rejects.toThrow('429');
    expect(gate.closedForMs()).toBe(30_000);
    let answer = () => {};
    const sent: number[] = [];
    const send = async (id: number) => {
      for (;;) {
        await gate.opened(undefined, never);
        const passed = await gate.pass(
          async () => {
            sent.push(id);
            await new Promise<void>((resolve) => {
              answer = resolve;
              if (sent.length > 1) resolve();
            });
            return id;
          },
          () => ({ kind: 'answered' }),
        );
        if (passed !== null) return passed;
      }
    };
    const all = Promise.all([send(1), send(2), send(3)]);
    await new Promise((resolve) => setImmediate(resolve));
    expect(sent).toHaveLength(1);
    expect(now()).toBeGreaterThanOrEqual(30_000);
    answer();
    expect(await all).toEqual([1, 2, 3]);
  });

  test.each([1, 2, 3, 4])('go although its time ends while they look at it: closed for %i ms', async (waitMs) => {
    let time = 0;
    const now = () => {
      time += 1;
      return time;
    };
    const gate = createGate({ now, wait: async () => {} });
    await expect(gate.pass(...fail(throttled(waitMs)))).rejects.toThrow('429');
    const stuck = new Promise((resolve) => setImmediate(resolve, 'stuck'));
    expect(await Promise.race([gate.opened(undefined, never), stuck])).toBe(true);
  });

  test('stop waiting when they are aborted', async () => {
    const gate = createGate({
      now: () => 0,
      wait: (_, signal) => new Promise((resolve) => signal?.addEventListener('abort', () => resolve())),
    });
    await expect(gate.pass(...fail(throttled(1000)))).rejects.toThrow();
    const aborting = new AbortController();
    const opened = gate.opened(aborting.signal, never);
    aborting.abort();
    expect(await opened).toBe(false);
  });

  test.each(['opened', 'ready'] as const)('do not wait when it opens too late for them: %s', async (method) => {
    const { gate, now } = gateAt(0);
    await expect(gate.pass(...fail(throttled(30_000)))).rejects.toThrow('429');
    expect(await gate[method](undefined, 29_999)).toBe(false);
    expect(now()).toBe(0);
    expect(await gate[method](undefined, 30_000)).toBe(true);
    expect(now()).toBe(30_000);
  });
});

import { describe, expect, test } from 'vitest';
import { figures } from '../../../../lab/bench/admission/figures.ts';
import { backoff } from '../../../../lab/bench/admission/subscription.ts';
import { simulateCase } from './cases.ts';

describe('a burst', () => {
  test('of five events on one instance with two places takes as long as calculated by hand', () => {
    // 0 s: the instance starts. 2 s: it takes a and b; a 2-8, b 8-14. 8 s: c has waited for 8 s and takes a's place; 14-20.
    // 10 s: d and e have waited too long: 429. 20 s: both come again; d 20-26, e 26-32.
    const { seconds, deliveries } = simulateCase({ scenario: { documents: 5 } });
    expect(seconds).toBe(32);
    expect(deliveries).toEqual({ sent: 7, refused: 2, failed: 0, timedOut: 0, dropped: 0 });
  });

  test('that fits into the places is never refused and waits only for slots', () => {
    const { seconds, deliveries } = simulateCase({ scenario: { documents: 5 }, created: { concurrency: 5 } });
    expect(seconds).toBe(2 + 5 * 6);
    expect(deliveries).toMatchObject({ sent: 5, refused: 0 });
  });

  test('sends as many requests at once as all instances have slots', () => {
    const created = { maxInstances: 2, concurrency: 3, slots: 3 };
    expect(simulateCase({ scenario: { documents: 6 }, created }).seconds).toBe(2 + 6);
  });

  test('arrives at one commit of 500 documents a second', () => {
    const created = { concurrency: 5000, slots: 5000 };
    // The instance takes whatever comes at once: the fourth commit, at 3 s, is done at 9 s.
    const engine = { eventsAtOnce: 5000 };
    expect(simulateCase({ scenario: { documents: 2000 }, created, engine }).seconds).toBe(3 + 6);
  });
});

describe('an instance', () => {
  test('that starts slowly keeps requests waiting for 3.5 times its start', () => {
    const timing = { instanceStart: 4, request: 5 };
    // Ready at 4 s; a 4-9, b 9-14. At 14 s c, waiting since 0 s, is just refused; with a start of 5 s it is not.
    const early = simulateCase({ scenario: { documents: 3 }, created: { concurrency: 1 }, figures: timing });
    expect(early.deliveries.refused).toBe(1);
    const late = simulateCase({
      scenario: { documents: 3 },
      created: { concurrency: 1 },
      figures: { ...timing, instanceStart: 5 },
    });
    expect(late.deliveries.refused).toBe(0);
  });

  test('frees a place when a call times out', () => {
    const { deliveries } = simulateCase({ scenario: { documents: 2 }, created: { timeoutSeconds: 10 } });
    // b waits 2-8 for the slot and would end at 14 s; its time is over at 12 s. It comes again and finds nothing to do.
    expect(deliveries).toMatchObject({ timedOut: 1, failed: 0, refused: 0 });
  });

  test('frees a place when an event waited too long for its turn', () => {
    const engine = { eventsAtOnce: 1, longestWait: 5 };
    const { seconds, deliveries } = simulateCase({ scenario: { documents: 2 }, engine });
    // a 2-8; b gives up at 7 s, comes again at 17 s: 17-23.
    expect(deliveries).toMatchObject({ sent: 3, failed: 1, timedOut: 0 });
    expect(seconds).toBe(23);
  });
});

describe('an event that is refused', () => {
  test('is delivered again after 10 s, doubling up to 600 s', () => {
    const waits = [1, 2, 3, 4, 5, 6, 7, 8].map((failures) => backoff(failures, { ...figures, backoffSpread: 0 }, 0.3));
    expect(waits).toEqual([10, 20, 40, 80, 160, 320, 600, 600]);
  });

  test('is delivered again within the jitter of that wait', () => {
    expect(backoff(2, { ...figures, backoffSpread: 0.25 }, 0)).toBe(15);
    expect(backoff(2, { ...figures, backoffSpread: 0.25 }, 0.5)).toBe(20);
  });

  test('is dropped at the end of its retention, and its document is left to the sweep', () => {
    const created = { concurrency: 1 };
    const engine = { passEvery: 60, passSize: 1, pendingFor: 120 };
    const figuresOfCase = { retention: 15, request: 100 };
    const { deliveries, bySweep, seconds } = simulateCase({
      scenario: { documents: 2 },
      created,
      engine,
      figures: figuresOfCase,
    });
    // b is refused at 10 s; its next delivery, at 20 s, would come after 15 s. The pass at 120 s takes it.
    expect(deliveries).toMatchObject({ sent: 2, refused: 1, dropped: 1 });
    expect(bySweep).toBe(1);
    expect(seconds).toBe(120 + 100);
  });
});

describe('the sweep', () => {
  const engine = { passEvery: 60, passSize: 2, pendingFor: 120, claimFor: 180 };
  const unseen = { documents: 3, withoutEvent: 3 };

  test('takes documents that are pending long enough, one pass at a time, longest pending first', () => {
    // The pass at 120 s takes two: 120-130, 130-140. The pass at 180 s takes the third: 180-190.
    const { seconds, bySweep } = simulateCase({ scenario: unseen, engine, figures: { request: 10 } });
    expect({ seconds, bySweep }).toEqual({ seconds: 190, bySweep: 3 });
  });

  test('starts no pass while the last one still runs', () => {
    // 120-160, 160-200; the pass at 180 s falls out, the next one is at 240 s.
    expect(simulateCase({ scenario: unseen, engine, figures: { request: 40 } }).seconds).toBe(280);
  });

  test('starts no more work late in a pass', () => {
    // 120-190; the second may not begin after 180 s. The pass at 240 s takes it and the third: 240-310, and at 360 s.
    const short = { ...engine, claimFor: 60 };
    expect(simulateCase({ scenario: unseen, engine: short, figures: { request: 70 } }).seconds).toBe(430);
  });

  test('leaves no work for an event that comes later', () => {
    const result = simulateCase({
      scenario: { documents: 2 },
      engine: { ...engine, passSize: 50 },
      figures: { request: 150, claim: 1 },
    });
    // a waits for b's slot from 2 s on; the pass at 120 s takes b, so that its event costs a claim alone.
    expect(result.bySweep).toBe(1);
    expect(result.seconds).toBe(120 + 151);
    expect(result.ownWrites.sent).toBe(4);
  });
});

test('each document raises two update events, which need places among the edits', () => {
  expect(simulateCase({ scenario: { documents: 3 } }).ownWrites).toMatchObject({ sent: 6, refused: 0 });
  const edits = { operation: 'updated', documents: 3 } as const;
  const { deliveries, ownWrites } = simulateCase({ scenario: edits, updated: { concurrency: 2, slots: 1 } });
  // a and b have both places from 2 s on. c gets a's at 8 s; the event of a's claim, waiting since 2 s, is refused at 12 s.
  expect(deliveries.refused).toBe(0);
  expect(ownWrites.refused).toBe(1);
});

test('a deletion raises no update event, and the sweep does not see it', () => {
  const scenario = { operation: 'deleted', documents: 30 } as const;
  const { ownWrites, bySweep, seconds } = simulateCase({ scenario, engine: { passEvery: 60, pendingFor: 120 } });
  expect(ownWrites.sent).toBe(0);
  expect(bySweep).toBe(0);
  expect(seconds).toBe(2 + 30 * 6);
});

test('the same seed gives the same result, another seed another', () => {
  const spread = { backoffSpread: 0.25 };
  const of = (seed: number) => simulateCase({ scenario: { documents: 40, seed }, figures: spread });
  expect(of(7)).toEqual(of(7));
  expect(of(8).seconds).not.toBe(of(7).seconds);
});

import { availableParallelism } from 'node:os';
import { describe, expect, test } from 'vitest';
import { runCampaign } from './campaign.ts';
import { neverMet } from './transitions.ts';

/** Fixed, so that a failure repeats; fresh seeds belong to `npm run simulate`. */
const seed = 20_261_124;

/** As many as `npm test` has time for. */
const schedules = 20_000;

describe('the simulation', () => {
  const workers = availableParallelism();

  test('breaks no promise, meets every transition and puts most schedules under stress', async () => {
    const tally = await runCampaign({ schedules, seed, workers });
    expect(tally.failures).toEqual([]);
    expect(tally.schedules).toBe(schedules);
    expect(tally.eventful).toBeGreaterThan(schedules / 2);
    expect(neverMet(tally.transitions)).toEqual([]);
  });

  test('gives the same trace for the same seed, with any number of workers', async () => {
    const [one, other] = await Promise.all([
      runCampaign({ schedules: 500, seed, workers: 1 }),
      runCampaign({ schedules: 500, seed: seed + 1, workers: 1 }),
    ]);
    const two = await runCampaign({ schedules: 500, seed, workers: 2 });
    expect(two.hash).toEqual(one.hash);
    expect(other.hash).not.toEqual(one.hash);
  });
});

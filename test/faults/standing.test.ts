import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { interleavings } from './knowledge/interleavings.ts';
import { killPoints } from './knowledge/kill-points.ts';
import { violationsAt } from './knowledge/moments.ts';
import { type Rig, startRig } from './rig.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await startRig('faults');
});
afterAll(() => rig.stop());

describe('a process killed', () => {
  test.each(killPoints.map((moment, place) => ({ ...moment, place })))('$name', async ({ place, ...moment }) => {
    expect(await violationsAt(moment, rig, `k${place}-`)).toEqual([]);
  });
});

describe('knowledge', () => {
  test.each(interleavings.map((moment, place) => ({ ...moment, place })))('$name', async ({ place, ...moment }) => {
    expect(await violationsAt(moment, rig, `i${place}-`)).toEqual([]);
  });
});

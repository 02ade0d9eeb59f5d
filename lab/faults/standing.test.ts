import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { killPoints } from './knowledge/kill-points.ts';
import { runScenario } from './knowledge/scenario.ts';
import { leaksInLogs } from './leaks.ts';
import { importTogether, limitMiB } from './memory-limits.ts';
import { functionsMemory } from './process-memory.ts';
import { type Rig, startRig } from './rig.ts';
import { runTunebookScenario, tunebookScenarios } from './tunebook/scenarios.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await startRig('faults');
});
afterAll(async () => {
  await rig?.stop();
});

describe('knowledge recovers when the process is killed', () => {
  test.for(named(killPoints))('%s', async ([, scenario, index]) => {
    expect(await runScenario(scenario, rig, `k${index}-`)).toEqual([]);
  });
});

describe('a tunebook:', () => {
  test.for(named(tunebookScenarios))('%s', async ([, scenario]) => {
    expect(await runTunebookScenario(rig, scenario)).toEqual([]);
  });
});

test('20 users who import the same 1 000 new tunes at once all succeed within the memory of an instance', async () => {
  const memory = await functionsMemory(rig.folder);
  await memory.reset();
  await importTogether(rig, 1000);
  expect(await memory.peakMiB()).toBeLessThan(limitMiB);
});

test('the logs contain no secrets', async () => {
  expect(leaksInLogs(await rig.logs())).toEqual([]);
});

/** Puts the name first, for `%s` in the title. */
function named<Scenario extends { name: string }>(scenarios: readonly Scenario[]): [string, Scenario, number][] {
  return scenarios.map((scenario, index) => [scenario.name, scenario, index]);
}

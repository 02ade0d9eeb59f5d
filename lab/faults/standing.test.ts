import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCampaign } from './campaign.ts';
import { interleavings } from './knowledge/interleavings.ts';
import { killPoints } from './knowledge/kill-points.ts';
import { runScenario } from './knowledge/scenario.ts';
import { leaksInLogs } from './leaks.ts';
import { type Rig, startRig } from './rig.ts';
import { knowledgeTrial, tunebookTrial } from './trial.ts';
import { runTunebookScenario, tunebookScenarios } from './tunebook/scenarios.ts';

/** The seed of the schedules that are tried each time; the long campaigns try many more. */
const seed = 4;

let rig: Rig;
beforeAll(async () => {
  rig = await startRig('faults');
});
afterAll(async () => {
  await rig?.stop();
});

describe('the process is killed', () => {
  test.for(named(killPoints))('%s', async ([, scenario, place]) => {
    expect(await runScenario(scenario, rig, `k${place}-`)).toEqual([]);
  });
});

describe('knowledge:', () => {
  test.for(named(interleavings))('%s', async ([, scenario, place]) => {
    expect(await runScenario(scenario, rig, `i${place}-`)).toEqual([]);
  });
});

describe('a tunebook:', () => {
  test.for(named(tunebookScenarios))('%s', async ([, scenario]) => {
    expect(await runTunebookScenario(rig, scenario)).toEqual([]);
  });
});

describe('every promise is kept', () => {
  const options = { seed, untilBroken: false, onProgress: () => {} };

  test('through 10 schedules of knowledge', async () => {
    const { schedules, broken } = await runCampaign([rig], { ...options, trial: knowledgeTrial, runs: 10 });
    expect({ schedules, broken }).toEqual({ schedules: 10, broken: [] });
  });

  test('through 5 schedules of tunebooks', async () => {
    const { schedules, broken } = await runCampaign([rig], { ...options, trial: tunebookTrial, runs: 5 });
    expect({ schedules, broken }).toEqual({ schedules: 5, broken: [] });
  });

  test('and nothing was logged that must not be', async () => {
    expect(leaksInLogs(await rig.logs())).toEqual([]);
  });
});

/** With the name first, which a title then holds whole. */
function named<Scenario extends { name: string }>(scenarios: readonly Scenario[]): [string, Scenario, number][] {
  return scenarios.map((scenario, place) => [scenario.name, scenario, place]);
}

import { describe, expect, test } from 'vitest';
import { cancelTunebookSync, syncTunebook } from '../../../functions/src/index.ts';
import { functionsRegion } from '../../../functions/src/params/shared.ts';

describe('the deployed options', () => {
  test('of a sync allow nine minutes, 512 MiB and 20 calls in each of two instances', () => {
    expect(syncTunebook.__endpoint).toMatchObject({
      platform: 'gcfv2',
      callableTrigger: {},
      region: functionsRegion,
      timeoutSeconds: 540,
      availableMemoryMb: 512,
      cpu: 1,
      concurrency: 20,
      maxInstances: 2,
    });
  });

  test('of a cancellation are small', () => {
    expect(cancelTunebookSync.__endpoint).toMatchObject({
      region: functionsRegion,
      maxInstances: 1,
      availableMemoryMb: 256,
    });
  });

  test('bind no secret, since thesession.org needs none', () => {
    for (const { __endpoint } of [syncTunebook, cancelTunebookSync]) {
      expect(__endpoint.secretEnvironmentVariables ?? []).toEqual([]);
    }
  });
});

import { afterEach, describe, expect, test, vi } from 'vitest';
import { accountContext } from '../../../functions/src/context/account.ts';

describe('the param DELETE_ACCOUNT', () => {
  afterEach(() => vi.unstubAllEnvs());

  test.each([
    ['true', true],
    ['false', false],
    ['', false],
    ['TRUE', false],
  ])('%j decides whether deleteMyData deletes the account: %s', (value, deletesAccounts) => {
    vi.stubEnv('GCLOUD_PROJECT', 'demo-wiring');
    vi.stubEnv('DELETE_ACCOUNT', value);
    expect(accountContext().deletesAccounts).toBe(deletesAccounts);
  });
});

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { requiredRoles } from '../../../functions/src/roles.ts';
import { checkDeployed } from '../../../local/doctor/deployed.ts';
import { checkDeployment } from '../../../local/doctor/deployment.ts';
import { checkRoles } from '../../../local/doctor/roles.ts';
import { checkSchedule } from '../../../local/doctor/schedule.ts';
import { checkSecret } from '../../../local/doctor/secret.ts';
import { type GoogleStub, startGoogleStub } from './google-stub.ts';

let google: GoogleStub;
beforeEach(async () => {
  google = await startGoogleStub();
});
afterEach(() => google.stop());

const answer = (path: string, body: unknown, status = 200) => google.answers.set(path, { status, body });
const names = { region: 'us-central1', prefix: '' };
const location = '/projects/p/locations/us-central1';

describe('the check of the deployment', () => {
  const path = `/v2${location}/functions/sweepKnowledge`;
  const deployed = {
    state: 'ACTIVE',
    serviceConfig: {
      serviceAccountEmail: 'firebase-fn-1@p.iam.gserviceaccount.com',
      secretEnvironmentVariables: [{ key: 'ELEVENLABS_API_KEY', secret: 'ELEVENLABS_API_KEY', version: '2' }],
    },
  };

  test('returns the service account and the version of the key that the functions use', async () => {
    answer(path, deployed);
    expect(await checkDeployed(google.access, names)).toEqual({
      finding: { check: 'deployed', state: 'ok', says: 'sweepKnowledge runs in us-central1' },
      deployed: { serviceAccount: 'firebase-fn-1@p.iam.gserviceaccount.com', keyVersion: '2' },
    });
  });

  test('looks for the prefixed name of a function kit', async () => {
    answer(`/v2${location}/functions/kit-articles-sweepKnowledge`, deployed);
    const { finding } = await checkDeployed(google.access, { ...names, prefix: 'kit-articles-' });
    expect(finding.state).toBe('ok');
  });

  test('names the region where it found nothing', async () => {
    const { finding, deployed } = await checkDeployed(google.access, names);
    expect([finding.state, deployed]).toEqual(['problem', null]);
    expect(finding.says).toMatch(/^sweepKnowledge is not deployed in us-central1\. Deploy/);
  });

  test('reports a deployment that did not finish', async () => {
    answer(path, { ...deployed, state: 'FAILED' });
    const { finding } = await checkDeployed(google.access, names);
    expect(finding).toMatchObject({ state: 'problem', says: expect.stringContaining('(FAILED)') });
  });

  test('reports a refused request as unknown and names the role that it needs', async () => {
    answer(path, {}, 403);
    const { finding } = await checkDeployed(google.access, names);
    expect(finding).toMatchObject({ state: 'unknown', says: expect.stringContaining('roles/cloudfunctions.viewer') });
  });

  test('says which API does not answer', async () => {
    google.stop();
    await expect(checkDeployed(google.access, names)).rejects.toMatchObject({
      name: 'UsageError',
      message: expect.stringMatching(/^cloudfunctions\.googleapis\.com cannot be reached/),
    });
  });

  test('asks with the token and the quota of the project', async () => {
    await checkDeployed(google.access, names);
    expect(google.requests).toEqual([{ method: 'GET', path, authorization: 'Bearer t', quotaProject: 'p' }]);
  });
});

describe('the check of the schedule', () => {
  const now = Date.parse('2026-01-01T12:00:00Z');
  const job = (name: string) => `/v1${location}/jobs/firebase-schedule-${name}-us-central1`;
  const ran = { state: 'ENABLED', lastAttemptTime: '2026-01-01T11:59:00.123Z', status: {} };
  const check = () => checkSchedule(google.access, names, now);
  beforeEach(() => {
    answer(job('sweepKnowledge'), ran);
    answer(job('auditKnowledge'), { ...ran, lastAttemptTime: '2026-01-01T11:40:00Z' });
  });

  test('finds jobs that ran in order', async () => {
    expect(await check()).toEqual({
      check: 'schedule',
      state: 'ok',
      says: 'sweepKnowledge ran 1 min ago, auditKnowledge ran 20 min ago',
    });
  });

  test('accepts a sweep that ran nine minutes ago', async () => {
    answer(job('sweepKnowledge'), { ...ran, lastAttemptTime: '2026-01-01T11:51:00Z' });
    expect(await check()).toMatchObject({ state: 'ok' });
  });

  test.each([
    ['is paused', { ...ran, state: 'PAUSED' }, /is PAUSED\. Resume it/],
    ['ran too long ago', { ...ran, lastAttemptTime: '2026-01-01T11:00:00Z' }, /last ran 60 minutes ago/],
    ['failed last time', { ...ran, status: { code: 7 } }, /failed \(code 7\)/],
  ])('reports a job that %s', async (_, state, says) => {
    answer(job('sweepKnowledge'), state);
    expect(await check()).toMatchObject({ state: 'problem', says: expect.stringMatching(says) });
  });

  test('reports a missing job when the other is in order', async () => {
    google.answers.delete(job('auditKnowledge'));
    expect(await check()).toMatchObject({
      state: 'problem',
      says: expect.stringMatching(/^auditKnowledge has no job/),
    });
  });

  test('reports a job that has not run yet as unknown', async () => {
    answer(job('auditKnowledge'), { state: 'ENABLED' });
    expect(await check()).toMatchObject({ state: 'unknown', says: expect.stringContaining('has not run yet') });
  });

  test('reports a refused request as unknown and names the role that it needs', async () => {
    answer(job('sweepKnowledge'), {}, 403);
    expect(await check()).toMatchObject({
      state: 'unknown',
      says: expect.stringContaining('roles/cloudscheduler.viewer'),
    });
  });
});

describe('the check of the secret', () => {
  const path = '/v1/projects/p/secrets/ELEVENLABS_API_KEY/versions';
  const version = (number: number, state: string) => {
    return { name: `projects/7/secrets/ELEVENLABS_API_KEY/versions/${number}`, state };
  };
  const check = (keyVersion: string | null = null) => checkSecret(google.access, names, { keyVersion });

  test('finds an enabled version that the functions use, without reading it', async () => {
    answer(path, { versions: [version(2, 'ENABLED'), version(1, 'DESTROYED')] });
    expect(await check('2')).toMatchObject({ state: 'ok', says: 'version 2 of ELEVENLABS_API_KEY is enabled' });
    expect(google.requests.map(({ path }) => path)).toEqual([path]);
  });

  test('reports a newer version that waits for a deployment', async () => {
    answer(path, { versions: [version(2, 'ENABLED'), version(1, 'ENABLED')] });
    expect(await check('1')).toMatchObject({ state: 'problem', says: expect.stringContaining('version 2 is newer') });
  });

  test('accepts functions that read the latest version', async () => {
    answer(path, { versions: [version(2, 'ENABLED'), version(1, 'ENABLED')] });
    expect(await check('latest')).toMatchObject({ state: 'ok' });
  });

  test('reports a disabled newest version, which stops every deployment', async () => {
    answer(path, { versions: [version(2, 'DISABLED'), version(1, 'ENABLED')] });
    expect(await check('1')).toMatchObject({ state: 'problem', says: expect.stringContaining('is DISABLED') });
  });

  test('reports a secret without versions', async () => {
    answer(path, {});
    expect(await check()).toMatchObject({ state: 'problem', says: expect.stringContaining('has no version') });
  });

  test('says how to store a key that is missing', async () => {
    const says = expect.stringContaining('functions:secrets:set ELEVENLABS_API_KEY');
    expect(await check()).toMatchObject({ state: 'problem', says });
  });

  test('reports a refused request as unknown and names the role that it needs', async () => {
    answer(path, {}, 403);
    expect(await check()).toMatchObject({
      state: 'unknown',
      says: expect.stringContaining('roles/secretmanager.viewer'),
    });
  });
});

describe('the check of the roles', () => {
  const path = '/v1/projects/p:getIamPolicy';
  const managed = 'firebase-fn-1a2b@p.iam.gserviceaccount.com';
  const granted = (account: string, roles: readonly string[]) => {
    return { bindings: roles.map((role) => ({ role, members: [`serviceAccount:${account}`] })) };
  };

  test('finds every declared role', async () => {
    answer(path, granted(managed, requiredRoles));
    expect(await checkRoles(google.access, managed)).toMatchObject({ state: 'ok' });
    // Resource Manager answers 404 to a GET.
    expect(google.requests).toMatchObject([{ method: 'POST', path }]);
  });

  test('names a missing role and what to do', async () => {
    const others = requiredRoles.filter((role) => role !== 'roles/run.invoker');
    answer(path, granted(managed, others));
    expect(await checkRoles(google.access, managed)).toMatchObject({
      state: 'problem',
      says: expect.stringMatching(/lacks roles\/run\.invoker\. Deploy/),
    });
  });

  test('ignores the roles of another codebase', async () => {
    answer(path, granted('firebase-fn-other@p.iam.gserviceaccount.com', requiredRoles));
    expect(await checkRoles(google.access, managed)).toMatchObject({ state: 'problem' });
  });

  test('reports an account that the Firebase CLI does not manage as unknown', async () => {
    const account = '7-compute@developer.gserviceaccount.com';
    answer(path, granted(account, ['roles/editor']));
    expect(await checkRoles(google.access, account)).toMatchObject({
      state: 'unknown',
      says: expect.stringContaining(account),
    });
  });

  test('reports a refused request as unknown and names the role that it needs', async () => {
    answer(path, {}, 403);
    expect(await checkRoles(google.access, managed)).toMatchObject({
      state: 'unknown',
      says: expect.stringContaining('roles/iam.securityReviewer'),
    });
  });
});

describe('the checks together', () => {
  const now = Date.parse('2026-01-01T12:00:00Z');
  const account = 'firebase-fn-1@p.iam.gserviceaccount.com';
  const key = 'kit-articles-ELEVENLABS_API_KEY';
  const kit = { region: 'us-central1', prefix: 'kit-articles-' };
  const version = (number: number) => ({ name: `projects/7/secrets/${key}/versions/${number}`, state: 'ENABLED' });
  beforeEach(() => {
    const ran = { state: 'ENABLED', lastAttemptTime: '2026-01-01T11:59:00Z' };
    for (const name of ['sweepKnowledge', 'auditKnowledge']) {
      answer(`/v1${location}/jobs/firebase-schedule-kit-articles-${name}-us-central1`, ran);
    }
    answer(`/v2${location}/functions/kit-articles-sweepKnowledge`, {
      state: 'ACTIVE',
      serviceConfig: { serviceAccountEmail: account, secretEnvironmentVariables: [{ secret: key, version: '1' }] },
    });
    answer(`/v1/projects/p/secrets/${key}/versions`, { versions: [version(1)] });
    const member = `serviceAccount:${account}`;
    answer('/v1/projects/p:getIamPolicy', { bindings: requiredRoles.map((role) => ({ role, members: [member] })) });
  });
  const states = async () => {
    const findings = await checkDeployment(google.access, kit, now);
    return findings.map(({ check, state }) => `${check} ${state}`);
  };

  test('find a function kit in order', async () => {
    expect(await states()).toEqual(['deployed ok', 'schedule ok', 'secret ok', 'roles ok']);
  });

  test("compare the versions of a kit's own key", async () => {
    answer(`/v1/projects/p/secrets/${key}/versions`, { versions: [version(2), version(1)] });
    expect(await states()).toContain('secret problem');
  });

  test('leave out the roles of functions that are not deployed', async () => {
    google.answers.delete(`/v2${location}/functions/kit-articles-sweepKnowledge`);
    expect(await states()).toEqual(['deployed problem', 'schedule ok', 'secret ok']);
  });
});

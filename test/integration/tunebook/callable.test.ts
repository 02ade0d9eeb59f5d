import { afterAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { z } from 'zod';
import { paths } from '../../../functions/src/shared/paths.ts';
import { region } from '../../../functions/src/shared/region.ts';
import { projectId } from '../../../local/paths.ts';
import type { FaultRule } from '../../../local/stub/faults.ts';
import { memberOf } from '../../../local/stub/thesession/members.ts';
import { openFirestore } from '../firestore.ts';
import { eventually } from './world.ts';

// These tests call the deployed functions over HTTP. They share a stub, so each fault matches members of one test only.
const stack = inject('stack');
const variant = 90;
const { db, close } = openFirestore(projectId);
afterAll(close);

interface User {
  uid: string;
  token: string;
}

/** A new user. The emulator's clock may run ahead, so tokens are requested when needed. */
async function signUp(): Promise<User> {
  const url = `http://${stack.authHost}/identitytoolkit.googleapis.com/v1/accounts:signUp?key=local`;
  const body = JSON.stringify({ returnSecureToken: true });
  const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  const { idToken, localId } = z.object({ idToken: z.string(), localId: z.string() }).parse(await response.json());
  return { uid: localId, token: idToken };
}

async function call(name: string, user: User | null, data: unknown) {
  const response = await fetch(`${stack.functionsUrl}/${projectId}/${region}/${name}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(user === null ? {} : { authorization: `Bearer ${user.token}` }),
    },
    body: JSON.stringify({ data }),
  });
  const body = z
    .object({ result: z.unknown(), error: z.looseObject({ status: z.string(), message: z.string() }) })
    .partial()
    .parse(await response.json());
  return { status: response.status, ...body };
}

async function control(method: string, path: string, body: unknown) {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${stack.theSessionUrl}/control/${path}`, {
    method,
    headers,
    body: JSON.stringify(body),
  });
  expect(response.ok).toBe(true);
}

const order = (memberId: number, page: number, action: FaultRule['actions'][number]) =>
  control('POST', 'faults', { match: { path: `/members/${memberId}/*`, page }, actions: [action] });

let user: User;
beforeEach(async () => {
  user = await signUp();
});
const progress = async () => (await db.doc(`${paths.tunebookSyncs}/${user.uid}`).get()).data();

describe('syncTunebook over HTTP', () => {
  test('answers the content of the progress document and adds to the caller only', async () => {
    const { status, result } = await call('syncTunebook', user, {
      memberId: memberOf(70, variant),
      learnStatus: 'learned',
    });
    expect(status).toBe(200);
    const counts = { tunesFetched: 70, tunesTotal: 70, personTunesAdded: 70, personTunesSkipped: 0, errorCount: 0 };
    const results = { status: 'completed', progressPercent: 100, tunesCreated: expect.any(Number), ...counts };
    const message = '70 tunes added, 0 already in your collection.';
    expect(result).toEqual({ success: true, message, results });
    expect(await progress()).toMatchObject({ ...results, message, learnStatus: 'learned' });
    expect((await db.collection(paths.userTunes(user.uid)).count().get()).data().count).toBe(70);
  });

  test('refuses a call without sign-in', async () => {
    for (const name of ['syncTunebook', 'cancelTunebookSync']) {
      expect(await call(name, null, {})).toMatchObject({ status: 401, error: { status: 'UNAUTHENTICATED' } });
    }
  });

  test.each([
    ['true', { memberId: true }, 'memberId'],
    ['fractional', { memberId: 12.9 }, 'memberId'],
    ['text', { memberId: '12' }, 'memberId'],
    ['zero', { memberId: 0 }, 'memberId'],
    ['negative', { memberId: -1 }, 'memberId'],
    ['above the safe integers', { memberId: 1e20 }, 'memberId'],
    ['neither given nor saved', {}, 'memberId'],
    ['given with an unknown learn status', { memberId: 12, learnStatus: 'mastered' }, 'learnStatus'],
    ['given with the uid of another user', { memberId: 12, uid: 'another' }, 'uid'],
  ])('refuses a member that is %s, names the field and starts no sync', async (_, data, field) => {
    const { status, error } = await call('syncTunebook', user, data);
    expect(status).toBe(400);
    expect(error).toMatchObject({ status: 'INVALID_ARGUMENT', message: expect.stringContaining(`${field}: `) });
    expect(error?.details).toMatchObject({ fields: [{ field }] });
    expect(await progress()).toBeUndefined();
  });

  test('answers not-found for an unknown or private member', async () => {
    for (const memberId of [55_555, 410]) {
      user = await signUp();
      const { status, error } = await call('syncTunebook', user, { memberId });
      expect({ status, code: error?.status }).toEqual({ status: 404, code: 'NOT_FOUND' });
      expect(await progress()).toMatchObject({ status: 'failed', message: error?.message });
    }
  });

  test('answers unavailable while thesession.org is overloaded', async () => {
    const memberId = memberOf(3, variant + 1);
    // A Retry-After would hold back the other tests' requests, too.
    await order(memberId, 1, { kind: 'status', status: 503, shape: 'text', processed: false });
    const { status, error } = await call('syncTunebook', user, { memberId, retry: false });
    expect({ status, code: error?.status }).toEqual({ status: 503, code: 'UNAVAILABLE' });
  });

  test('answers internal, with words for users, when it receives something other than a tunebook', async () => {
    const memberId = memberOf(4, variant + 1);
    await order(memberId, 1, { kind: 'unreadable', body: 'html' });
    const { status, error } = await call('syncTunebook', user, { memberId });
    expect({ status, code: error?.status }).toEqual({ status: 500, code: 'INTERNAL' });
    expect(error?.message).toMatch(/^thesession.org sent invalid tunebook data/);
  });
});

describe('a second call of syncTunebook over HTTP', () => {
  test('is refused within the cooldown, with the seconds to wait', async () => {
    await call('syncTunebook', user, { memberId: memberOf(3, variant) });
    const { status, error } = await call('syncTunebook', user, { memberId: memberOf(3, variant) });
    expect({ status, code: error?.status }).toEqual({ status: 429, code: 'RESOURCE_EXHAUSTED' });
    const details = z.object({ retryAfterSeconds: z.int().min(1).max(10) }).parse(error?.details);
    expect(error?.message).toContain(`${details.retryAfterSeconds} second`);
  });
});

describe('findMembers over HTTP', () => {
  test('finds members by name', async () => {
    const { status, result } = await call('findMembers', user, { query: '  kitchen ' });
    expect({ status, result }).toEqual({ status: 200, result: { members: [{ id: 12, name: 'Kitchen Fiddler' }] } });
  });

  test.each([
    ['one character', { query: ' k ' }],
    ['101 characters', { query: 'k'.repeat(101) }],
    ['a number', { query: 12 }],
    ['nothing', {}],
    ['another field', { query: 'kitchen', page: 2 }],
  ])('refuses %s', async (_, data) => {
    expect(await call('findMembers', user, data)).toMatchObject({
      status: 400,
      error: { status: 'INVALID_ARGUMENT' },
    });
  });

  test('refuses a call without sign-in', async () => {
    expect(await call('findMembers', null, { query: 'kitchen' })).toMatchObject({ status: 401 });
  });
});

describe('cancelTunebookSync over HTTP', () => {
  test('stops a running sync, and a second call meanwhile gets the path of the first', async () => {
    const memberId = memberOf(120, variant + 2);
    await order(memberId, 2, { kind: 'hold' });
    const running = call('syncTunebook', user, { memberId });
    await eventually(async () =>
      expect(await progress()).toMatchObject({ status: 'fetching_metadata', tunesFetched: 70 }),
    );
    const second = await call('syncTunebook', user, { memberId });
    expect(second).toMatchObject({ status: 409, error: { status: 'ALREADY_EXISTS' } });
    expect(second.error?.details).toEqual({ path: `${paths.tunebookSyncs}/${user.uid}` });
    expect(await call('cancelTunebookSync', user, {})).toMatchObject({ status: 200, result: { cancelled: true } });
    expect(await running).toMatchObject({ status: 499, error: { status: 'CANCELLED' } });
    expect(await progress()).toMatchObject({ status: 'cancelled', personTunesAdded: 70 });
    await control('POST', 'release', { path: `/members/${memberId}/*` });
  });

  test('answers false when no sync is running, and refuses any input', async () => {
    expect(await call('cancelTunebookSync', user, null)).toMatchObject({ status: 200, result: { cancelled: false } });
    expect(await call('cancelTunebookSync', user, { uid: 'another' })).toMatchObject({ status: 400 });
  });
});

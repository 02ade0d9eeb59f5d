import { afterAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { z } from 'zod';
import { region } from '../../../functions/src/shared/region.ts';
import { projectId } from '../../../local/paths.ts';
import type { FaultRule } from '../../../local/stub/faults.ts';
import { memberOf } from '../../../local/stub/thesession/members.ts';
import { openFirestore } from '../firestore.ts';
import { eventually } from './world.ts';

// These tests call what is deployed, over HTTP. The stub is shared: what goes wrong is aimed at members of their own.
const stack = inject('stack');
const variant = 90;
const { db, close } = openFirestore(projectId);
afterAll(close);

interface User {
  uid: string;
  token: string;
}

/** A user of this test alone; the emulator's clock may run ahead, so tokens are taken when needed. */
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
const progress = async () => (await db.doc(`tunebookSyncs/${user.uid}`).get()).data();

describe('syncTunebook, as a client calls it', () => {
  test('answers what the progress document holds, and adds to the caller alone', async () => {
    const { status, result } = await call('syncTunebook', user, {
      memberId: memberOf(70, variant),
      learnStatus: 'learned',
    });
    expect(status).toBe(200);
    const counts = { tunesFetched: 70, tunesTotal: 70, personTunesAdded: 70, personTunesSkipped: 0, errorCount: 0 };
    const results = { status: 'completed', progressPercent: 100, tunesCreated: expect.any(Number), ...counts };
    const message = '70 tunes added to your collection, 0 there already.';
    expect(result).toEqual({ success: true, message, results });
    expect(await progress()).toMatchObject({ ...results, message, learnStatus: 'learned' });
    expect((await db.collection(`users/${user.uid}/tunes`).count().get()).data().count).toBe(70);
  });

  test('without sign-in is refused', async () => {
    for (const name of ['syncTunebook', 'cancelTunebookSync']) {
      expect(await call(name, null, {})).toMatchObject({ status: 401, error: { status: 'UNAUTHENTICATED' } });
    }
  });

  test.each([
    ['true', { memberId: true }, 'memberId'],
    ['a fraction', { memberId: 12.9 }, 'memberId'],
    ['a text', { memberId: '12' }, 'memberId'],
    ['zero', { memberId: 0 }, 'memberId'],
    ['negative', { memberId: -1 }, 'memberId'],
    ['beyond counting', { memberId: 1e20 }, 'memberId'],
    ['missing, none being saved', {}, 'memberId'],
    ['with an unknown learn status', { memberId: 12, learnStatus: 'mastered' }, 'learnStatus'],
    ['for another user', { memberId: 12, uid: 'another' }, 'uid'],
  ])('with a member that is %s is refused by name, and no sync begins', async (_, data, field) => {
    const { status, error } = await call('syncTunebook', user, data);
    expect(status).toBe(400);
    expect(error).toMatchObject({ status: 'INVALID_ARGUMENT', message: expect.stringContaining(`${field}: `) });
    expect(error?.details).toMatchObject({ fields: [{ field }] });
    expect(await progress()).toBeUndefined();
  });

  test('for a member who does not exist or is private is answered as not found', async () => {
    for (const memberId of [55_555, 410]) {
      const { status, error } = await call('syncTunebook', user, { memberId });
      expect({ status, code: error?.status }).toEqual({ status: 404, code: 'NOT_FOUND' });
      expect(await progress()).toMatchObject({ status: 'failed', message: error?.message });
    }
  });

  test('while thesession.org is overloaded is answered as unavailable', async () => {
    const memberId = memberOf(3, variant + 1);
    await order(memberId, 1, {
      kind: 'status',
      status: 503,
      headers: { 'retry-after': '120' },
      shape: 'text',
      processed: false,
    });
    const { status, error } = await call('syncTunebook', user, { memberId });
    expect({ status, code: error?.status }).toEqual({ status: 503, code: 'UNAVAILABLE' });
  });

  test('when something else than a tunebook comes is answered as internal, in words for people', async () => {
    const memberId = memberOf(4, variant + 1);
    await order(memberId, 1, { kind: 'unreadable', body: 'html' });
    const { status, error } = await call('syncTunebook', user, { memberId });
    expect({ status, code: error?.status }).toEqual({ status: 500, code: 'INTERNAL' });
    expect(error?.message).toMatch(/^Invalid tunebook data received from thesession.org/);
  });
});

describe('cancelTunebookSync, as a client calls it', () => {
  test('stops a running sync; a second sync meanwhile is told where the first is', async () => {
    const memberId = memberOf(120, variant + 2);
    await order(memberId, 2, { kind: 'hold' });
    const running = call('syncTunebook', user, { memberId });
    await eventually(async () =>
      expect(await progress()).toMatchObject({ status: 'fetching_metadata', tunesFetched: 70 }),
    );
    const second = await call('syncTunebook', user, { memberId });
    expect(second).toMatchObject({ status: 409, error: { status: 'ALREADY_EXISTS' } });
    expect(second.error?.details).toEqual({ path: `tunebookSyncs/${user.uid}` });
    expect(await call('cancelTunebookSync', user, {})).toMatchObject({ status: 200, result: { cancelled: true } });
    expect(await running).toMatchObject({ status: 499, error: { status: 'CANCELLED' } });
    expect(await progress()).toMatchObject({ status: 'cancelled', personTunesAdded: 70 });
    await control('POST', 'release', { path: `/members/${memberId}/*` });
  });

  test('says so when none runs, and takes no input', async () => {
    expect(await call('cancelTunebookSync', user, null)).toMatchObject({ status: 200, result: { cancelled: false } });
    expect(await call('cancelTunebookSync', user, { uid: 'another' })).toMatchObject({ status: 400 });
  });
});

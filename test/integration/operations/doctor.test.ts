import { type Firestore, Timestamp } from 'firebase-admin/firestore';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { paths } from '../../../functions/src/shared/paths.ts';
import { checkSweep } from '../../../local/doctor/firestore.ts';
import { openFirestore } from '../firestore.ts';
import { runScript } from './command.ts';

let db: Firestore;
let close: () => Promise<void>;
beforeAll(() => {
  ({ db, close } = openFirestore(`demo-doctor-${process.pid}`));
});
afterAll(() => close());

describe('the doctor', () => {
  test('finds nothing overdue in an empty project', async () => {
    const findings = await checkSweep({ db, ragModel: 'e5_mistral_7b_instruct' }, Date.now());
    expect(findings.map(({ check, state }) => [check, state])).toEqual([
      ['indexes', 'ok'],
      ['sweep', 'ok'],
    ]);
  });

  const longAgo = Timestamp.fromMillis(Date.now() - 3_600_000);
  const indexCheck = { sync: { status: 'completed', index: { nextCheckAt: longAgo } } };

  test.each([
    ['pending document', { sync: { status: 'pending' }, updatedAt: longAgo }, null],
    ['lease', { sync: { status: 'syncing', leaseExpiresAt: longAgo } }, null],
    ['retry', { sync: { status: 'failed', nextAttemptAt: longAgo } }, null],
    ['verification', { sync: { status: 'completed', verifyAt: longAgo } }, null],
    ['check of an index', indexCheck, 'e5_mistral_7b_instruct'],
  ])('finds an overdue %s', async (_, fields, ragModel) => {
    const late = db.collection(paths.knowledge).doc('late');
    await late.set(fields);
    const findings = await checkSweep({ db, ragModel }, Date.now());
    await late.delete();
    expect(findings.at(-1)).toMatchObject({
      check: 'sweep',
      state: 'problem',
      says: expect.stringContaining('sweepKnowledge'),
    });
  });

  test('ignores the checks of indexes while indexing is off', async () => {
    const late = db.collection(paths.knowledge).doc('late');
    await late.set(indexCheck);
    const findings = await checkSweep({ db, ragModel: null }, Date.now());
    await late.delete();
    expect(findings.at(-1)).toMatchObject({ check: 'sweep', state: 'ok' });
  });

  test('tells a key that ElevenLabs refuses', async () => {
    const env = { ELEVENLABS_BASE_URL: inject('stack').elevenLabsUrl, ELEVENLABS_API_KEY: 'another' };
    const { code, output } = await runScript('doctor.ts', [], env);
    expect(output).toMatch(/✗ key +.*key/);
    expect(code).toBe(1);
  });

  test('says where the key of an emulator belongs', async () => {
    const { code, output } = await runScript('doctor.ts', [], { ELEVENLABS_API_KEY: '' });
    expect([code, output]).toEqual([1, expect.stringContaining('ELEVENLABS_API_KEY in functions/.env.local')]);
  });

  test('names a param that cannot be used', async () => {
    const env = { ELEVENLABS_BASE_URL: 'ftp://elevenlabs', ELEVENLABS_API_KEY: 'key' };
    const { code, output } = await runScript('doctor.ts', [], env);
    expect(output).toMatch(/✗ params +The param ELEVENLABS_BASE_URL cannot be used/);
    expect(code).toBe(1);
  });
});

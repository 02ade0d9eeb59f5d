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
    const findings = await checkSweep(db, Date.now());
    expect(findings.map(({ check, state }) => [check, state])).toEqual([
      ['indexes', 'ok'],
      ['sweep', 'ok'],
    ]);
  });

  test('finds a retry that nobody made', async () => {
    const longAgo = Timestamp.fromMillis(Date.now() - 3_600_000);
    await db
      .collection(paths.knowledge)
      .doc('late')
      .set({ sync: { status: 'failed', nextAttemptAt: longAgo } });
    const findings = await checkSweep(db, Date.now());
    expect(findings.at(-1)).toMatchObject({
      check: 'sweep',
      state: 'problem',
      says: expect.stringContaining('sweepKnowledge'),
    });
  });

  test('tells a key that ElevenLabs refuses', async () => {
    const env = { ELEVENLABS_BASE_URL: inject('stack').elevenLabsUrl, ELEVENLABS_API_KEY: 'another' };
    const { code, output } = await runScript('doctor.ts', [], env);
    expect(output).toMatch(/✗ key +.*key/);
    expect(code).toBe(1);
  });

  test('names a param that cannot be used', async () => {
    const env = { ELEVENLABS_BASE_URL: 'ftp://elevenlabs', ELEVENLABS_API_KEY: 'key' };
    const { code, output } = await runScript('doctor.ts', [], env);
    expect(output).toMatch(/✗ params +The param ELEVENLABS_BASE_URL cannot be used/);
    expect(code).toBe(1);
  });
});

import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  adaptJava,
  chooseFirestore,
  howToGetFirestore,
  type Machine,
} from '../../../local/emulator/official/firestore.ts';

const gcloud = '/sdk/platform/cloud-firestore-emulator/cloud-firestore-emulator.jar';
const named = '/opt/cloud-firestore-emulator-v1.22.0.jar';
const bare: Machine = { java: 0, named: undefined, downloaded: false, gcloud: undefined };
const jar = (path: string) => ({ jar: path, present: true });

describe('the official Firestore emulator', () => {
  const machines: readonly (readonly [string, Partial<Machine>, ReturnType<typeof chooseFirestore>])[] = [
    ['is the jar that the variable names', { java: 21, named, downloaded: true, gcloud }, jar(named)],
    ['is missing when Java is too old for the named jar', { java: 20, named }, null],
    ['is the named jar of gcloud from Java 11 on', { java: 11, named: gcloud }, jar(gcloud)],
    ['is what firebase-tools downloaded before', { java: 21, downloaded: true, gcloud }, { jar: null, present: true }],
    ['is that of gcloud rather than a download', { java: 21, gcloud }, jar(gcloud)],
    ['is that of gcloud when Java is too old for the other', { java: 17, downloaded: true, gcloud }, jar(gcloud)],
    ['is downloaded when the machine has only Java', { java: 24 }, { jar: null, present: false }],
    ['is missing without gcloud when Java is too old', { java: 17, downloaded: true }, null],
    ['is missing without Java', { gcloud }, null],
  ];
  test.each(machines)('%s', (_, machine, expected) => {
    expect(chooseFirestore({ ...bare, ...machine })).toEqual(expected);
  });

  test.each([
    [0, 'The Firestore emulator needs Java 21 or newer, and no Java was found. Install Java 21 and try again.'],
    [17, 'The Firestore emulator needs Java 21 or newer, and only Java 17 was found. Install Java 21 and try again.'],
    [21, 'Run "npm run firebase -- setup:emulators:firestore" and try again.'],
  ])('comes with the next step when it is missing: Java %d', (java, step) => {
    expect(howToGetFirestore({ java })).toBe(step);
  });
});

describe("the java script for gcloud's jar", () => {
  let folder = '';
  let path: string | undefined;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'java-'));
    await mkdir(join(folder, 'real'));
    await writeFile(join(folder, 'real/java'), '#!/bin/sh\nfor argument; do echo "$argument"; done\n', { mode: 0o755 });
    vi.stubEnv('PATH', `${folder}/real:${process.env.PATH}`);
  });

  afterEach(async () => {
    vi.unstubAllEnvs();
    await rm(folder, { recursive: true });
  });

  const java = (...args: readonly string[]) => execFileSync(`${path}/java`, args, { encoding: 'utf8' });

  test('reports a version that firebase-tools accepts', async () => {
    path = (await adaptJava(gcloud, folder)) ?? '';
    expect(java('-Dfile.encoding=UTF-8', '-version')).toBe('version "21"\n');
  });

  test('starts the jar by its main class, with all other arguments unchanged', async () => {
    path = (await adaptJava(gcloud, folder)) ?? '';
    const main = 'com.google.cloud.datastore.emulator.firestore.CloudFirestore';
    const printed = java('-Duser.language=en', '-jar', gcloud, '--rules', 'a folder/firestore.rules', '--port', '80');
    const started = ['-Duser.language=en', '-cp', gcloud, main, '--rules', 'a folder/firestore.rules', '--port', '80'];
    expect(printed).toBe(`${started.join('\n')}\n`);
  });

  test('is not written for any other jar', async () => {
    expect(await adaptJava(named, folder)).toBeNull();
    expect(await adaptJava(null, folder)).toBeNull();
  });
});

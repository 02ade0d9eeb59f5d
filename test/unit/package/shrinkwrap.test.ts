import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { readManifest } from '../../../local/package/manifest.ts';
import { makeShrinkwrap } from '../../../local/package/shrinkwrap.ts';
import { projectRoot } from '../../../local/paths.ts';
import { differences } from './resolved.ts';

const rootLock = await readFile(`${projectRoot}/package-lock.json`, 'utf8');
const manifest = await readManifest();
const packages = (options: { peers: boolean; tools: boolean }): Record<string, { version: string; dev?: true }> =>
  JSON.parse(makeShrinkwrap(rootLock, manifest, options)).packages;
const names = (options: { peers: boolean; tools: boolean }) => Object.keys(packages(options));

describe('the lock file of the functions', () => {
  test('holds the versions of the root lock file; npm run shrinkwrap renews it', async () => {
    const stored = await readFile(`${projectRoot}/functions/npm-shrinkwrap.json`, 'utf8');
    expect(stored).toBe(makeShrinkwrap(rootLock, manifest, { peers: true, tools: true }));
  });

  test('resolves every import of a package as in the tree that the tests ran with', () => {
    expect(differences(packages({ peers: true, tools: true }), JSON.parse(rootLock).packages)).toEqual([]);
  });

  test('holds everything that a deployed function loads', () => {
    const needed = ['zod', 'firebase-admin', '@google-cloud/firestore', 'firebase-functions', 'express'];
    expect(names({ peers: true, tools: false })).toEqual(
      expect.arrayContaining(needed.map((name) => `node_modules/${name}`)),
    );
  });

  test.each(['typescript', 'vite', 'axios'])(
    'marks %s as needed only to build, so that a deployment leaves it out',
    (name) => {
      expect(packages({ peers: true, tools: true })[`node_modules/${name}`]).toMatchObject({ dev: true });
      expect(names({ peers: true, tools: false })).not.toContain(`node_modules/${name}`);
    },
  );

  test('leaves the SDKs out of the published package, since npm would install a second copy of them', () => {
    const published = names({ peers: false, tools: false });
    expect(published.filter((path) => path.includes('firebase'))).toEqual([]);
    expect(published).toContain('node_modules/zod');
  });
});

test('the package names exact versions, those of the root lock file', () => {
  const lock = JSON.parse(rootLock).packages;
  const named = { ...manifest.dependencies, ...manifest.devDependencies };
  const exact = Object.keys(named).map((name) => [name, lock[`node_modules/${name}`].version]);
  expect(named).toEqual(Object.fromEntries(exact));
});

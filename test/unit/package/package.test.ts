import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { dirname, join, normalize } from 'node:path';
import { promisify } from 'node:util';
import { publint } from 'publint';
import ts from 'typescript';
import { beforeAll, describe, expect, test } from 'vitest';
import { projectRoot } from '../../../local/paths.ts';
import { addCodebase } from './adopt.ts';
import { describeAdditions, writeExistingApp } from './existing-app.ts';
import { addKit } from './kit.ts';
import { type Declared, discover, discoverCodebase, type Packed, packAndUnpack } from './packed.ts';
import { differences } from './resolved.ts';

let packed: Packed;
beforeAll(async () => {
  packed = await packAndUnpack(`package-${process.pid}`);
}, 120_000);

const nothing: Declared = { functions: [], generations: [], params: [], secrets: [], roles: [], apis: [] };
const everywhere = ['ENFORCE_APP_CHECK', 'FIRESTORE_DATABASE', 'FUNCTIONS_REGION', 'UPSTREAM_TIMEOUT_MS'];

describe('the package', () => {
  test('contains compiled code, licenses, docs, rules and lock files, and nothing else', () => {
    const expected =
      /^(lib\/.+\.(js|d\.ts)|lib\/licenses\.md|docs\/[\w/-]+\.md|firestore\/(reelsync\.rules|firestore\.indexes\.json)|codebase\/(index\.js|package(-lock)?\.json)|npm-shrinkwrap\.json|package\.json|README\.md|LICENSE)$/;
    expect(packed.files.filter((path) => !expected.test(path))).toEqual([]);
    expect(packed.files).toEqual(expect.arrayContaining(['lib/index.js', 'lib/index.d.ts', 'npm-shrinkwrap.json']));
  });

  test('links only to files that it contains', async () => {
    const documents = packed.files.filter((path) => /^(README|docs\/.+)\.md$/.test(path));
    const dead = documents.map(async (path) => {
      const text = await readFile(`${packed.folder}/node_modules/reelsync/${path}`, 'utf8');
      const links = [...text.matchAll(/\]\((?!https?:)([^)#\s]+)/g)].map(([, link = '']) => link);
      return links.filter((link) => !packed.files.includes(normalize(join(dirname(path), link))));
    });
    expect(documents).toContain('docs/operations.md');
    expect((await Promise.all(dead)).flat()).toEqual([]);
  });

  test('has no scripts, which a project that installs it would run', async () => {
    const manifest = JSON.parse(await readFile(`${packed.folder}/node_modules/reelsync/package.json`, 'utf8'));
    expect(manifest).not.toHaveProperty('scripts');
  });

  test('passes publint', async () => {
    const { messages } = await publint({ pkgDir: `${packed.folder}/node_modules/reelsync`, pack: false, strict: true });
    expect(messages).toEqual([]);
  });

  test('has types that every ES module consumer resolves', async () => {
    const attw = `${projectRoot}/node_modules/@arethetypeswrong/cli/dist/index.js`;
    const { stdout } = await promisify(execFile)(process.execPath, [
      attw,
      packed.tarball,
      '--profile',
      'esm-only',
      '--format',
      'json',
    ]);
    const { analysis, problems } = JSON.parse(stdout);
    expect(Object.keys(analysis.entrypoints)).toEqual(
      expect.arrayContaining(['.', './knowledge', './client', './lib']),
    );
    // CommonJS gets these modules through require(), which Node 22 and newer allow for ES modules.
    const kinds = Object.keys(problems).filter((kind) => kind !== 'CJSResolvesToESM' && kind !== 'NoResolution');
    expect(kinds).toEqual([]);
  });
});

describe('the code of the package', () => {
  const root = () => `${packed.folder}/node_modules/reelsync`;

  test('imports, and names in its types, only packages that it installs or asks for', async () => {
    const { exports, dependencies, peerDependencies } = JSON.parse(await readFile(`${root()}/package.json`, 'utf8'));
    const paths = Object.values<string | { types: string; default: string }>(exports).flatMap((target) =>
      typeof target === 'string' ? [] : [target.types, target.default],
    );
    const seen = new Set<string>();
    const imported = await Promise.all(paths.map((path) => importsOf(join(root(), path), seen)));
    const names = imported.flat().filter((name) => !isBuiltin(name));
    const packages = new Set(names.map((name) => name.split('/')[0] ?? ''));
    expect([...packages].sort()).toEqual(Object.keys({ ...dependencies, ...peerDependencies }).sort());
  });

  test('has each module once, so that every param is declared and every client created once', async () => {
    const files = packed.files.filter((path) => path.endsWith('.js') && path.startsWith('lib/'));
    const code = await Promise.all(files.map((path) => readFile(join(root(), path), 'utf8')));
    const modules = code.flatMap((text) => [...text.matchAll(/^\/\/ (src\/.+)$/gm)].map(([, module]) => module));
    expect(modules).toContain('src/params/shared.ts');
    expect(modules.filter((module, index) => modules.indexOf(module) !== index)).toEqual([]);
  });

  test('contains the tested versions of the packages in it, with their licenses', async () => {
    const licenses = await readFile(`${root()}/lib/licenses.md`, 'utf8');
    const lock = JSON.parse(await readFile(`${projectRoot}/package-lock.json`, 'utf8')).packages;
    const bundled = [...licenses.matchAll(/^## (\S+) - (\S+) /gm)].map(([, name = '', version]) => ({ name, version }));
    expect(bundled.map(({ name }) => name)).toEqual(expect.arrayContaining(['axios', 'axios-retry', 'p-limit', 'zod']));
    const locked = bundled.map(({ name, version }) => {
      const paths = Object.keys(lock).filter((path) => path.endsWith(`node_modules/${name}`));
      return paths.some((path) => lock[path].version === version) ? null : `${name} ${version}`;
    });
    expect(locked.filter((differing) => differing !== null)).toEqual([]);
  });

  test('can be required from a CommonJS codebase', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, ['-p', "Object.keys(require('reelsync')).join()"], {
      cwd: packed.folder,
    });
    expect(stdout).toContain('onKnowledgeCreated');
  });
});

describe('importing', () => {
  test('reelsync/knowledge declares its own functions, params and secret', async () => {
    const declared = await discover(packed.folder, 'knowledge', "export * from 'reelsync/knowledge';");
    // The SDK declares the API of scheduled functions.
    const apis = ['cloudscheduler.googleapis.com'];
    expect(declared).toMatchObject({ secrets: ['ELEVENLABS_API_KEY'], roles: [], apis });
    expect(declared.functions).toContain('onKnowledgeCreated');
    expect(declared.functions.filter((name) => /Tunebook|Members|MyData/.test(name))).toEqual([]);
    const own = declared.params.filter((name) => !everywhere.includes(name));
    expect(own.filter((name) => !/^(ELEVENLABS|KNOWLEDGE)_/.test(name))).toEqual([]);
  });

  test('reelsync/tunebook declares its own functions and params, and no secret', async () => {
    const declared = await discover(packed.folder, 'tunebook', "export * from 'reelsync/tunebook';");
    expect(declared).toMatchObject({
      functions: ['cancelTunebookSync', 'findMembers', 'syncTunebook'],
      secrets: [],
      roles: [],
      apis: [],
    });
    const own = declared.params.filter((name) => !everywhere.includes(name));
    expect(own).toEqual([
      'THESESSION_BASE_URL',
      'THESESSION_CONTACT',
      'THESESSION_RETRY_DELAY_MS',
      'TUNEBOOK_COOLDOWN_SECONDS',
    ]);
  });

  test('reelsync/account declares its own function and param', async () => {
    const declared = await discover(packed.folder, 'account', "export * from 'reelsync/account';");
    expect(declared).toMatchObject({ functions: ['deleteMyData'], secrets: [], roles: [], apis: [] });
    expect(declared.params.filter((name) => !everywhere.includes(name))).toEqual(['DELETE_ACCOUNT']);
  });

  test('reelsync declares everything, with roles and APIs', async () => {
    const declared = await discover(packed.folder, 'all', "export * from 'reelsync';");
    expect(declared.functions).toEqual(expect.arrayContaining(['onKnowledgeCreated', 'syncTunebook', 'deleteMyData']));
    expect(declared.params).toEqual(
      expect.arrayContaining(['THESESSION_BASE_URL', 'ELEVENLABS_BASE_URL', 'DELETE_ACCOUNT']),
    );
    expect(declared.roles).toContain('roles/datastore.user');
    expect(declared.apis).toContain('eventarc.googleapis.com');
  });

  test.each(['lib', 'client'])('reelsync/%s declares nothing', async (entry) => {
    expect(await discover(packed.folder, entry, `export * as reelsync from 'reelsync/${entry}';`)).toEqual(nothing);
  });
});

describe('the folder that deploys the package, as a codebase or a kit', () => {
  let codebase = '';
  beforeAll(async () => {
    const folder = `${packed.folder}/app`;
    await writeExistingApp(folder);
    codebase = await addCodebase({ folder, tarball: packed.tarball });
  });

  test('declares every function with its roles and APIs', async () => {
    const declared = await discoverCodebase(codebase);
    expect(declared.functions).toEqual(expect.arrayContaining(['onKnowledgeCreated', 'syncTunebook', 'deleteMyData']));
    expect(declared.roles).toContain('roles/secretmanager.secretAccessor');
  });

  test('has no build script, which the Firebase CLI would run without a compiler', async () => {
    const { scripts, main } = JSON.parse(await readFile(`${codebase}/package.json`, 'utf8'));
    expect([scripts, main]).toEqual([undefined, 'index.js']);
  });

  test('locks the versions that the tests ran with, of the SDKs and of all that they need', async () => {
    const { packages } = JSON.parse(await readFile(`${codebase}/package-lock.json`, 'utf8'));
    const root = JSON.parse(await readFile(`${projectRoot}/package-lock.json`, 'utf8')).packages;
    const { '': own, 'node_modules/reelsync': reelsync, ...others } = packages;
    const { dependencies } = JSON.parse(await readFile(`${codebase}/package.json`, 'utf8'));
    expect(own.dependencies).toEqual(dependencies);
    expect(reelsync.resolved).toBe(dependencies.reelsync);
    expect(Object.keys(others).length).toBeGreaterThan(100);
    expect(differences(others, root)).toEqual([]);
  });
});

// What the Firebase CLI 15.34 asks of the folder of a kit, at the installation and at a deployment.
describe('a function kit', () => {
  let folder = '';
  let kit = '';
  beforeAll(async () => {
    folder = `${packed.folder}/kit-app`;
    await writeExistingApp(folder);
    kit = await addKit({ folder, tarball: packed.tarball });
  });
  const manifest = async () => JSON.parse(await readFile(`${kit}/package.json`, 'utf8'));

  test('adds the reviewed files to an app and changes none but firebase.json', async () => {
    // npm run test:kit compares them with what the Firebase CLI writes.
    await expect(await describeAdditions(folder, 'reelsync')).toMatchFileSnapshot('kit.snap');
  });

  test('names a runtime that the CLI knows, since its entry in firebase.json names none', async () => {
    expect((await manifest()).engines).toEqual({ node: '24' });
  });

  test('has its entry, the tarball that it depends on, and the SDK whose program the CLI runs', async () => {
    const { main, dependencies } = await manifest();
    expect(existsSync(`${kit}/${main}`)).toBe(true);
    expect(existsSync(`${kit}/${dependencies.reelsync.replace('file:', '')}`)).toBe(true);
    expect(dependencies).toHaveProperty('firebase-functions');
  });

  test('declares functions of the second generation, whose names and params the CLI accepts', async () => {
    const { functions, generations, params } = await discoverCodebase(kit);
    expect(functions).toContain('onKnowledgeCreated');
    expect(generations).toEqual(['gcfv2']);
    const longestInstance = 'i'.repeat(40);
    const names = functions.map((name) => `kit-${longestInstance}-${name}`);
    expect(names.filter((name) => !/^[a-zA-Z][\w-]{0,62}$/.test(name))).toEqual([]);
    expect(params.filter((name) => /^(X_GOOGLE_|FIREBASE_|EXT_|KIT_)/.test(name))).toEqual([]);
  });
});

test('reelsync/client loads nothing of Node and of the Firebase SDKs', async () => {
  const imported = await importsOf(`${packed.folder}/node_modules/reelsync/lib/client.js`, new Set());
  expect([...new Set(imported)].sort()).toEqual(['zod']);
});

/** The packages that a module and its own files import. */
async function importsOf(path: string, seen: Set<string>): Promise<string[]> {
  if (seen.has(path)) return [];
  seen.add(path);
  const code = await readFile(path, 'utf8');
  const names = ts.preProcessFile(code, true, true).importedFiles.map(({ fileName }) => fileName);
  const file = (name: string) => join(dirname(path), path.endsWith('.d.ts') ? name.replace(/\.ts$/, '.d.ts') : name);
  const nested = names.filter((name) => name.startsWith('.')).map((name) => importsOf(file(name), seen));
  return [...names.filter((name) => !name.startsWith('.')), ...(await Promise.all(nested)).flat()];
}

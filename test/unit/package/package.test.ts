import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { publint } from 'publint';
import { beforeAll, describe, expect, test } from 'vitest';
import { projectRoot } from '../../../local/paths.ts';
import { addCodebase } from './adopt.ts';
import { writeExistingApp } from './existing-app.ts';
import { type Declared, discover, discoverCodebase, type Packed, packAndUnpack } from './packed.ts';

let packed: Packed;
beforeAll(async () => {
  packed = await packAndUnpack(`package-${process.pid}`);
}, 120_000);

const nothing: Declared = { functions: [], params: [], secrets: [], roles: [], apis: [] };
const everywhere = ['ENFORCE_APP_CHECK', 'FIRESTORE_DATABASE', 'FUNCTIONS_REGION', 'UPSTREAM_TIMEOUT_MS'];

describe('the package', () => {
  test('contains compiled code, guides, rules and lock files, and nothing else', () => {
    const expected =
      /^(lib\/.+\.(js|d\.ts)|docs\/\w+\.md|firestore\/(reelsync\.rules|firestore\.indexes\.json)|codebase\/(index\.js|package(-lock)?\.json)|npm-shrinkwrap\.json|package\.json|README\.md|LICENSE)$/;
    expect(packed.files.filter((path) => !expected.test(path))).toEqual([]);
    expect(packed.files).toEqual(expect.arrayContaining(['lib/index.js', 'lib/index.d.ts', 'npm-shrinkwrap.json']));
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

describe('importing', () => {
  test('reelsync/knowledge declares its own functions, params and secret', async () => {
    const declared = await discover(packed.folder, 'knowledge', "export * from 'reelsync/knowledge';");
    expect(declared).toMatchObject({ secrets: ['ELEVENLABS_API_KEY'], roles: [] });
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
    expect(declared).toMatchObject({ functions: ['deleteMyData'], secrets: [], roles: [] });
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
    const differing = Object.keys(others).filter((path) => others[path].integrity !== root[path]?.integrity);
    expect(differing).toEqual([]);
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
  const names = [...code.matchAll(/(?:from|import)\s*\(?\s*['"]([^'"]+)['"]/g)].map(([, name]) => name ?? '');
  const nested = names.filter((name) => name.startsWith('.')).map((name) => importsOf(join(dirname(path), name), seen));
  return [...names.filter((name) => !name.startsWith('.')), ...(await Promise.all(nested)).flat()];
}

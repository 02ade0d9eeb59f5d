import { cp, mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findPlantedBugs } from '../../../lab/mutation/planted-bugs.ts';
import { applyPatch, plantedBugs } from '../../../lab/mutation/planted-copy.ts';
import { projectRoot, scratchRoot } from '../../../local/paths.ts';

const bugs = await plantedBugs();
const root = join(scratchRoot, 'planted-check');
const source = join(root, 'functions/src');

/** The functions with one patch at a time, checked by a compiler that reads only what changed. */
let service: ts.LanguageService;
let files: string[];
let round = 0;

beforeAll(async () => {
  await rm(root, { recursive: true, force: true });
  await mkdir(root, { recursive: true });
  for (const path of ['functions/src', 'functions/tsconfig.json', 'functions/package.json', 'tsconfig.base.json']) {
    await cp(join(projectRoot, path), join(root, path), { recursive: true });
  }
  files = (await readdir(source, { recursive: true }))
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join(source, file));
  service = ts.createLanguageService(hostOf());
});

afterAll(() => rm(root, { recursive: true, force: true }));

function hostOf(): ts.LanguageServiceHost {
  const { options } = ts.parseJsonConfigFileContent(
    ts.readConfigFile(join(root, 'functions/tsconfig.json'), ts.sys.readFile).config,
    ts.sys,
    join(root, 'functions'),
  );
  return {
    getCompilationSettings: () => ({ ...options, noEmit: true }),
    getScriptFileNames: () => files,
    getScriptVersion: (file) => (changed.has(file) ? `${round}` : '0'),
    getScriptSnapshot: (file) => {
      const text = ts.sys.readFile(file);
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
    },
    getCurrentDirectory: () => join(root, 'functions'),
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    fileExists: ts.sys.fileExists,
    readFile: ts.sys.readFile,
    readDirectory: ts.sys.readDirectory,
    directoryExists: ts.sys.directoryExists,
    getDirectories: ts.sys.getDirectories,
  };
}

/** Files that some patch has touched: their versions count up. */
const changed = new Set<string>();

describe('a planted bug', () => {
  test('is one of at least 25', () => {
    expect(bugs.length).toBeGreaterThanOrEqual(25);
  });

  test.each(bugs)('applies and type-checks: %s', (bug) => {
    const touched = applyPatch(root, bug).map((file) => join(root, file));
    round += 1;
    for (const file of touched) changed.add(file);
    const problems = touched.flatMap((file) => service.getSemanticDiagnostics(file));
    applyPatch(root, bug, { reverse: true });
    round += 1;
    expect(problems.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '))).toEqual([]);
  });
});

test('the search refuses a name that no planted bug has', async () => {
  const searching = findPlantedBugs({ seeds: [1], results: {} }, ['typo'], () => {});
  await expect(searching).rejects.toMatchObject({ name: 'UsageError', message: expect.stringContaining('typo') });
});

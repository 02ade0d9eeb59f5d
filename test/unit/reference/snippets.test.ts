import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { region } from '../../../functions/src/shared/region.ts';
import { projectRoot } from '../../../local/paths.ts';
import { callableNames } from './manifest.ts';

const text = readFileSync(join(projectRoot, 'docs/reference.md'), 'utf8');
const codeBlocks = [...text.matchAll(/^```(ts|kotlin|swift)\n([\s\S]*?)^```$/gm)];
const webExamples = codeBlocks.filter(([, language]) => language === 'ts').map(([, , code = '']) => code);
const allCode = codeBlocks.map(([, , code]) => code).join('\n');

/** What `reelsync/client` is built from. */
const clientEntry = join(projectRoot, 'functions/src/client.ts');

/** What the examples take for granted. */
const surroundings = `
import type { FirebaseApp } from 'firebase/app';
import type { User } from 'firebase/auth';
import type { DocumentReference, Firestore } from 'firebase/firestore';
declare global {
  const app: FirebaseApp;
  const user: User;
  const firestore: Firestore;
  const reference: DocumentReference;
  function show(...values: unknown[]): void;
}`;

/** Compiles sources as modules of the page and returns what the compiler says. */
function compile(sources: readonly string[]): string[] {
  const web = join(projectRoot, 'web');
  const { config } = ts.readConfigFile(join(web, 'tsconfig.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, web);
  const files = new Map(sources.map((source, place) => [join(web, `example-${place}.ts`), source]));
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists, readFile } = host;
  host.getSourceFile = (path, version) => {
    const source = files.get(path);
    return source === undefined ? getSourceFile(path, version) : ts.createSourceFile(path, source, version);
  };
  host.fileExists = (path) => files.has(path) || fileExists(path);
  host.readFile = (path) => files.get(path) ?? readFile(path);
  // An example may declare what its reader goes on with.
  const program = ts.createProgram(
    [...files.keys()],
    { ...options, noUnusedLocals: false, types: [], paths: { 'reelsync/client': [clientEntry] } },
    host,
  );
  return ts.getPreEmitDiagnostics(program).map(({ file, start = 0, messageText }) => {
    const line = file?.text.slice(start).split('\n', 1)[0] ?? '';
    return `${line}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
  });
}

describe('the client examples of docs/reference.md', () => {
  test('compile, on the web', () => {
    expect(webExamples).not.toEqual([]);
    expect(compile([surroundings, ...webExamples])).toEqual([]);
  }, 120_000);

  test('call callables that exist, in their region', () => {
    const called = [...allCode.matchAll(/[hH]ttpsCallable\((?:functions, )?["'](\w+)["']/g)].map(([, name]) => name);
    const regions = [...allCode.matchAll(/["']([a-z]+-[a-z]+\d)["']/g)].map(([, name]) => name);
    expect(called.length).toBeGreaterThanOrEqual(3);
    expect(called.filter((name) => !callableNames.includes(name ?? ''))).toEqual([]);
    expect(new Set(regions)).toEqual(new Set([region]));
  });
});

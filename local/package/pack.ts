import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { bundleFunctions, declareTypes } from '../build.ts';
import { projectRoot, scratchRoot } from '../paths.ts';
import { readManifest } from './manifest.ts';
import { makeCodebaseLock, makeCodebaseManifest, makeShrinkwrap } from './shrinkwrap.ts';

const run = promisify(execFile);

/**
 * Builds the npm package in a folder of its own, so that nothing but what is listed here can get into it,
 * and packs it. Returns the path of the tarball.
 *
 * @param name names the folder below `.tmp`.
 * @param destination folder for the tarball.
 */
export async function packFunctions(name: string, destination: string): Promise<string> {
  const folder = `${scratchRoot}/${name}`;
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const rootLock = await readFile(`${projectRoot}/package-lock.json`, 'utf8');
  const readme = await readFile(`${projectRoot}/functions/README.md`, 'utf8');
  const rules = await readFile(`${projectRoot}/firestore.rules`, 'utf8');
  const manifest = await readManifest();
  const { private: _, scripts: __, devDependencies: ___, ...published } = manifest;
  const tarball = `${manifest.name}-${manifest.version}.tgz`;
  const codebase = makeCodebaseManifest(rootLock, manifest, tarball);
  await mkdir(`${folder}/codebase`);
  await mkdir(`${folder}/firestore`);
  await Promise.all([
    writeJson(`${folder}/package.json`, published),
    writeFile(`${folder}/npm-shrinkwrap.json`, makeShrinkwrap(rootLock, manifest, { peers: false, tools: false })),
    writeJson(`${folder}/codebase/package.json`, codebase),
    writeFile(`${folder}/codebase/package-lock.json`, makeCodebaseLock(rootLock, manifest, codebase)),
    writeFile(`${folder}/codebase/index.js`, "export * from 'reelsync';\n"),
    cp(`${projectRoot}/LICENSE`, `${folder}/LICENSE`),
    writeFile(`${folder}/README.md`, readme.replaceAll('](../docs/', '](docs/')),
    writeFile(`${folder}/firestore/reelsync.rules`, rulesFragment(rules)),
    cp(`${projectRoot}/firestore.indexes.json`, `${folder}/firestore/firestore.indexes.json`),
    // All of them: they link to each other.
    cp(`${projectRoot}/docs`, `${folder}/docs`, { recursive: true }),
    bundleFunctions(`${folder}/lib`).then(() => declareTypes(`${folder}/lib`)),
  ]);
  await mkdir(destination, { recursive: true });
  // npm is a script on some systems and a command file on others.
  await run('npm', ['pack', '--silent', '--pack-destination', destination], {
    cwd: folder,
    shell: process.platform === 'win32',
  });
  return `${destination}/${tarball}`;
}

/** A block of its own for another project's `service cloud.firestore`: its functions cannot clash with theirs. */
function rulesFragment(rules: string): string {
  const [start, end] = [rules.indexOf('  match /databases'), rules.lastIndexOf('}')];
  return rules.slice(start, end);
}

async function writeJson(path: string, value: unknown): Promise<void> {
  await writeFile(path, `${JSON.stringify(value, null, 2)}\n`);
}

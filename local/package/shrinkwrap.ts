import { collectPackages, lockedVersion, readLock } from './lock-file.ts';
import type { Manifest } from './manifest.ts';

/** What a lock file for the package contains besides what it needs to run. */
interface ShrinkwrapOptions {
  /** The SDKs, which are peers: a deployment of the folder installs them, an importing project has its own. */
  peers: boolean;
  /** The compiler. */
  tools: boolean;
}

/**
 * The lock file of the functions, with the versions that the root lock file holds and the tests ran with.
 * A published one leaves peers out: npm would install them a second time below the package.
 */
export function makeShrinkwrap(rootLock: string, manifest: Manifest, { peers, tools }: ShrinkwrapOptions): string {
  const lock = readLock(rootLock);
  const own = collectPackages(lock, Object.keys(manifest.dependencies));
  const sdks = collectPackages(lock, peers ? Object.keys(manifest.peerDependencies) : []);
  const compiler = collectPackages(lock, tools ? Object.keys(manifest.devDependencies ?? {}) : []);
  const { name, version, license, dependencies, peerDependencies, devDependencies, engines } = manifest;
  const packages = [...new Map([...compiler, ...sdks, ...own])].sort(([a], [b]) => (a < b ? -1 : 1));
  const root = {
    name,
    version,
    license,
    dependencies,
    ...(tools ? { devDependencies } : {}),
    engines,
    peerDependencies,
  };
  const locked = packages.map(([path, { entry }]) => {
    const [inOwn, inSdks] = [own.get(path), sdks.get(path)];
    const optional = (inOwn ?? inSdks)?.optional === true && inSdks?.optional !== false;
    const flags = {
      ...(inOwn === undefined && inSdks === undefined ? { dev: true } : {}),
      ...(inOwn === undefined && inSdks !== undefined ? { peer: true } : {}),
      ...(optional ? { optional: true } : {}),
    };
    return [path, { ...entry, ...flags }] as const;
  });
  return lockFile(name, version, { '': root, ...Object.fromEntries(locked) });
}

/**
 * The lock file of a folder that deploys the packed package from a tarball beside it: the SDKs and all
 * that the package needs, with the versions that the tests ran with.
 */
export function makeCodebaseLock(rootLock: string, manifest: Manifest, codebase: CodebaseManifest): string {
  const lock = readLock(rootLock);
  const needed = collectPackages(lock, [
    ...Object.keys(manifest.dependencies),
    ...Object.keys(manifest.peerDependencies),
  ]);
  const { name, version, dependencies } = codebase;
  const { license, engines, peerDependencies } = manifest;
  const packed = {
    version: manifest.version,
    resolved: dependencies[manifest.name],
    license,
    dependencies: manifest.dependencies,
    engines,
    peerDependencies,
  };
  const packages = [...needed].map(([path, { entry, optional }]): [string, object] => [
    path,
    { ...entry, ...(optional ? { optional } : {}) },
  ]);
  const own: [string, object] = [`node_modules/${manifest.name}`, packed];
  return lockFile(name, version, {
    '': { name, version, dependencies, engines: codebase.engines },
    ...Object.fromEntries([...packages, own].sort(([a], [b]) => (a < b ? -1 : 1))),
  });
}

/** The `package.json` of such a folder. */
export interface CodebaseManifest {
  name: string;
  version: string;
  private: true;
  type: 'module';
  main: string;
  engines: { node: string };
  dependencies: Record<string, string>;
  allowScripts: Record<string, boolean>;
}

/** @param tarball the name of the tarball beside it. */
export function makeCodebaseManifest(rootLock: string, manifest: Manifest, tarball: string): CodebaseManifest {
  const lock = readLock(rootLock);
  const sdks = Object.keys(manifest.peerDependencies).map((name) => [name, lockedVersion(lock, name)]);
  return {
    name: 'reelsync-codebase',
    version: manifest.version,
    private: true,
    type: 'module',
    main: 'index.js',
    engines: { node: '24' },
    dependencies: { ...Object.fromEntries(sdks), [manifest.name]: `file:${tarball}` },
    // npm 11 warns about install scripts that are neither allowed nor denied; these two are not needed.
    allowScripts: { protobufjs: false, '@firebase/util': false },
  };
}

function lockFile(name: string, version: string, packages: object): string {
  return `${JSON.stringify({ name, version, lockfileVersion: 3, requires: true, packages }, null, 2)}\n`;
}

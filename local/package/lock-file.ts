import { z } from 'zod';

const names = z.record(z.string(), z.string());
const peersMeta = z.record(z.string(), z.object({ optional: z.boolean().optional() }));

const entrySchema = z.looseObject({
  dependencies: names.optional(),
  optionalDependencies: names.optional(),
  peerDependencies: names.optional(),
  peerDependenciesMeta: peersMeta.optional(),
});

const lockSchema = z.object({ packages: z.record(z.string(), entrySchema) });

type Entry = z.infer<typeof entrySchema>;

/** A package of a lock file, and how the packages it was collected for reach it. */
export interface LockedPackage {
  entry: Entry;
  optional: boolean;
}

/** Reads the text of a `package-lock.json` of version 2 or 3. */
export function readLock(text: string): Record<string, Entry> {
  return lockSchema.parse(JSON.parse(text)).packages;
}

/** The locked version of a package that is installed at the root. Throws when it is not installed there. */
export function lockedVersion(lock: Readonly<Record<string, Entry>>, name: string): string {
  return z
    .string()
    .parse(lock[`node_modules/${name}`]?.version, { error: () => `${name} is not in package-lock.json.` });
}

/** Everything that packages at the root need to run, by its path; what only an optional package needs is optional. */
export function collectPackages(
  lock: Readonly<Record<string, Entry>>,
  roots: readonly string[],
): Map<string, LockedPackage> {
  const found = new Map<string, LockedPackage>();
  const visit = (path: string, optional: boolean) => {
    const entry = lock[path];
    const known = found.get(path);
    if (entry === undefined || (known !== undefined && (!known.optional || optional))) return;
    // Flags of the root lock say how the root reaches a package.
    const { dev: _, peer: __, optional: ___, devOptional: ____, ...own } = entry;
    found.set(path, { entry: own, optional });
    const follow = (names: Record<string, string> = {}, isOptional: (name: string) => boolean) => {
      for (const name of Object.keys(names)) visit(locate(lock, path, name), optional || isOptional(name));
    };
    follow(entry.dependencies, () => false);
    follow(entry.optionalDependencies, () => true);
    const required = Object.entries(entry.peerDependencies ?? {}).filter(
      ([name]) => entry.peerDependenciesMeta?.[name]?.optional !== true,
    );
    follow(Object.fromEntries(required), () => false);
  };
  for (const name of roots) visit(`node_modules/${name}`, false);
  return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Where Node resolves a dependency of a package: in the package's own folder, or in one above. */
function locate(lock: Readonly<Record<string, Entry>>, from: string, name: string): string {
  for (let at = from; at !== ''; at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')))) {
    const path = `${at}/node_modules/${name}`;
    if (lock[path] !== undefined) return path;
  }
  return `node_modules/${name}`;
}

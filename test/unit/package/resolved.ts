/** The entries of a lock file by their path. */
type Packages = Readonly<
  Record<string, { version?: string; integrity?: string; dependencies?: Record<string, string> }>
>;

/** Where a lock file differs from the tree that the tests ran with: in a package, or in what one of its imports finds. */
export function differences(packages: Packages, tested: Packages): string[] {
  return Object.entries(packages).flatMap(([path, entry]) => {
    if (path === '') return [];
    const same = entry.version === tested[path]?.version && entry.integrity === tested[path]?.integrity;
    const moved = Object.keys(entry.dependencies ?? {}).filter(
      (name) => resolved(packages, path, name) !== resolved(tested, path, name),
    );
    return [...(same ? [] : [path]), ...moved.map((name) => `${name}, imported by ${path}`)];
  });
}

/** The path at which Node finds a package from another one. */
function resolved(packages: Packages, from: string, name: string): string | undefined {
  const parents = from
    .split('/node_modules/')
    .map((_, index, parts) => parts.slice(0, parts.length - index).join('/node_modules/'));
  return [...parents.map((parent) => `${parent}/node_modules/${name}`), `node_modules/${name}`].find(
    (path) => packages[path] !== undefined,
  );
}

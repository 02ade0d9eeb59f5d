import { defineConfig } from 'vite';

/** The modules that `exports` of package.json names. */
const entries = ['index', 'knowledge', 'tunebook', 'account', 'lib', 'client'];

/**
 * Bundles the functions with their packages into `lib`, since a cold start loads one large file faster than
 * many small ones (docs/benchmarks.md). Modules that entries share are in `lib/chunks`, once. Names and lines
 * are kept, so that stack traces are readable without source maps, which Node ignores by default.
 */
export default defineConfig({
  ssr: { noExternal: true },
  build: {
    ssr: true,
    target: 'node22',
    outDir: 'lib',
    minify: false,
    license: { fileName: 'licenses.md' },
    rolldownOptions: {
      input: Object.fromEntries(entries.map((name) => [name, `src/${name}.ts`])),
      // The project has its own SDKs, client apps share their zod, and axios brings `debug`, which uses
      // supports-color only when it is installed.
      external: (id, importer) =>
        /^(firebase-|node:|supports-color$)/.test(id) ||
        (id === 'zod' && importer?.endsWith('/src/client-schemas.ts') === true),
      output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name].js' },
    },
  },
});

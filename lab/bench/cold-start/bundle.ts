import { pathToFileURL } from 'node:url';
import { build } from 'vite';
import { projectRoot } from '../../../local/paths.ts';

/**
 * Bundles modules of `functions/src` with their packages, except the SDKs, into a folder: one file for
 * each module, and shared chunks. Returns the folder's URL with a trailing slash.
 */
export async function bundleFunctions(folder: string, modules: readonly string[]): Promise<string> {
  await build({
    configFile: false,
    root: `${projectRoot}/functions`,
    logLevel: 'error',
    ssr: { noExternal: true },
    build: {
      ssr: true,
      outDir: folder,
      emptyOutDir: true,
      target: 'node20',
      minify: true,
      rolldownOptions: {
        input: Object.fromEntries(modules.map((name) => [name, `${projectRoot}/functions/src/${name}.ts`])),
        external: [/^firebase-/, /^node:/],
        output: { entryFileNames: '[name].mjs', chunkFileNames: 'shared/[hash].mjs' },
        preserveEntrySignatures: 'strict',
      },
    },
  });
  return pathToFileURL(`${folder}/`).href;
}

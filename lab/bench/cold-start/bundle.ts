import { pathToFileURL } from 'node:url';
import { build } from 'vite';
import { projectRoot } from '../../../local/paths.ts';

/**
 * Bundles functions and their packages, the SDKs left out, into a folder, and returns its address
 * with a slash at its end. Each given module of `functions/src` is a file of its own; what several
 * share goes into few others.
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

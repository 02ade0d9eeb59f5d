import { type FSWatcher, watch } from 'node:fs';
import { bundleFunctions, checkFunctions } from '../build.ts';
import { projectRoot } from '../paths.ts';
import { stageRules } from './stage.ts';

/** Editors save in several steps; the rebuild waits this many milliseconds after the last one. */
const settleMs = 150;

/**
 * Stages edits of functions and rules for a running emulator, which reloads them, and prints the
 * result. After type errors the functions still run. Returns a function that stops watching.
 */
export function reloadOnEdit(folder: string): () => void {
  const watchers = [
    onChange(`${projectRoot}/functions/src`, async () => {
      await bundleFunctions(`${folder}/functions/lib`);
      console.log('Reloaded after an edit of functions/src.');
      await checkFunctions();
    }),
    // Watches the folder, since many editors replace a file when they save it.
    onChange(
      projectRoot,
      async () => {
        await stageRules(folder);
        console.log('Reloaded after an edit of firestore.rules.');
      },
      'firestore.rules',
    ),
  ];
  return () => {
    for (const watcher of watchers) watcher.close();
  };
}

function onChange(path: string, react: () => Promise<void>, only?: string): FSWatcher {
  let timer: NodeJS.Timeout | undefined;
  return watch(path, { recursive: only === undefined }, (_event, file) => {
    if (only !== undefined && file !== only) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      react().catch((error: unknown) => console.error(error instanceof Error ? error.message : error));
    }, settleMs);
  });
}

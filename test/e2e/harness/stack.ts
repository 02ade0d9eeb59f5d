import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { preview } from 'vite';
import type { TestProject } from 'vitest/node';
import { pageVariables } from '../../../local/emulator/page.ts';
import { type EmulatorPorts, pickFreePorts } from '../../../local/emulator/ports.ts';
import { startStack } from '../../../local/emulator/stack.ts';
import type { Params } from '../../../local/emulator/stage.ts';
import { projectRoot, scratchRoot } from '../../../local/paths.ts';
import { addressesOf } from '../../integration/stack.ts';
import { launchBrowser } from './browser.ts';
import { serveHostingHeaders } from './hosting.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The page's address, without a trailing slash. */
    pageUrl: string;
    /** Where Playwright connects to the browser. */
    browserUrl: string;
  }
}

/**
 * Starts what all browser tests share: the stack, the page as it is built and served for Hosting, and a
 * browser. Vitest calls the returned function at the end.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const emulator = await pickFreePorts();
  const building = buildPage(emulator);
  // Awaited below: a failure until then is not unhandled.
  building.catch(() => {});
  const stack = await startStack({
    name: 'e2e',
    ports: { emulator, elevenLabs: 0, theSession: 0 },
    // Retries take a third of a second instead of three, and imports may follow each other at once.
    params: { ELEVENLABS_RETRY_DELAY_MS: '100', TUNEBOOK_COOLDOWN_SECONDS: '0' },
  });
  const cleanUps = [stack.stop];
  const cleanUp = async () => {
    for (const end of cleanUps.reverse()) await end();
  };
  try {
    const page = await servePage(await building);
    cleanUps.push(page.stop);
    const browser = await launchBrowser();
    cleanUps.push(() => browser.close());
    project.provide('stack', addressesOf(stack));
    project.provide('pageUrl', page.url);
    project.provide('browserUrl', browser.wsEndpoint());
  } catch (error) {
    await cleanUp();
    throw error;
  }
  return cleanUp;
}

/** Builds the page for these emulators, into a folder of this name, and returns the folder. Runs in a process of its own, since Vitest's is not in production mode. */
export async function buildPage(
  emulator: EmulatorPorts,
  { name = 'e2e-page', params = {} }: { name?: string; params?: Params } = {},
): Promise<string> {
  const folder = `${scratchRoot}/${name}`;
  const vite = join(dirname(createRequire(import.meta.url).resolve('vite/package.json')), 'bin/vite.js');
  const args = [vite, 'build', '--outDir', folder, '--emptyOutDir', '--logLevel', 'warn'];
  const env = { ...process.env, NODE_ENV: 'production', ...pageVariables(emulator, params) };
  await promisify(execFile)(process.execPath, args, { cwd: `${projectRoot}/web`, env });
  return folder;
}

/** Serves a built page on a free port, with the headers of Hosting. */
export async function servePage(folder: string): Promise<{ url: string; stop: () => Promise<void> }> {
  const server = await preview({
    root: `${projectRoot}/web`,
    logLevel: 'warn',
    build: { outDir: folder },
    preview: { port: 0, strictPort: false, host: '127.0.0.1' },
    plugins: [serveHostingHeaders()],
  });
  const address = server.httpServer.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { url: `http://127.0.0.1:${port}`, stop: () => server.close() };
}

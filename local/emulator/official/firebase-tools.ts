import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { projectRoot } from '../../paths.ts';
import { EmulatorStartError } from '../start-error.ts';

/** The Firebase CLI in the version of the `firebase` script, which also deploys. */
function firebaseTools(): string {
  const manifest = readFileSync(`${projectRoot}/package.json`, 'utf8');
  return /firebase-tools@\d+\.\d+\.\d+/.exec(manifest)?.[0] ?? 'firebase-tools';
}

/** Interval of progress messages during the installation, in milliseconds. */
const reportEveryMs = 10_000;

/**
 * Installs firebase-tools into npm's cache if needed (one to two minutes), and returns the path of its
 * program.
 *
 * @param report is called with progress.
 * @throws EmulatorStartError when npm cannot install it.
 */
export async function installFirebaseTools(report: (line: string) => void): Promise<string> {
  const started = Date.now();
  const reporting = setInterval(() => {
    const seconds = Math.round((Date.now() - started) / 1000);
    report(`Installing ${firebaseTools()}, once (about two minutes): ${seconds} s …`);
  }, reportEveryMs);
  try {
    const npm = spawn('npm', ['exec', '--yes', '--prefer-offline', `--package=${firebaseTools()}`], {
      cwd: projectRoot,
      // npm adds the folder of the package's programs to PATH, and reveals it in no other way.
      env: { ...process.env, npm_config_call: 'node -p process.env.PATH' },
      shell: process.platform === 'win32',
    });
    const [printed, problem, code] = await Promise.all([
      text(npm.stdout),
      text(npm.stderr),
      new Promise((resolve) => npm.once('close', resolve).once('error', resolve)),
    ]);
    if (code !== 0) throw new EmulatorStartError(`npm could not install ${firebaseTools()}: ${problem.trim()}`);
    const [programs = ''] = printed.split(process.platform === 'win32' ? ';' : ':');
    return join(programs, '../firebase-tools/lib/bin/firebase.js');
  } finally {
    clearInterval(reporting);
  }
}

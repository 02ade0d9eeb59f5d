import { spawn } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { installFirebaseTools } from '../../local/emulator/official/firebase-tools.ts';
import { packFunctions } from '../../local/package/pack.ts';
import { projectRoot, scratchRoot } from '../../local/paths.ts';
import { runCommand, UsageError } from '../../local/terminal.ts';
import { unpackCodebase } from '../../test/unit/package/adopt.ts';
import { describeAdditions, writeExistingApp } from '../../test/unit/package/existing-app.ts';
import { kitProject } from '../../test/unit/package/kit.ts';

const lockSchema = z.object({
  packages: z.record(z.string(), z.object({ version: z.string(), integrity: z.string().optional() })),
});

const scratch = `${scratchRoot}/kit`;
const reviewed = `${projectRoot}/test/unit/package/kit.snap`;

// Installs the package as a function kit into a small app with the Firebase CLI itself, and compares what it
// writes with the reviewed files. Needs npm's registry and no Google project.
await runCommand(async () => {
  await rm(scratch, { recursive: true, force: true });
  const app = `${scratch}/app`;
  await writeExistingApp(app);
  const tarball = await packFunctions('kit/packed', scratch);
  const codebase = await unpackCodebase({ folder: app, tarball });
  const versionsBefore = await lockedVersions(codebase);
  const printed = await installKit(app);
  const additions = await describeAdditions(app, 'reelsync');
  const found = {
    files: additions === (await readFile(reviewed, 'utf8')),
    versions: (await lockedVersions(codebase)) === versionsBefore,
    functions: printed.includes('- kit-reelsync-onKnowledgeCreated'),
  };
  console.log(`  files      ${found.files ? 'as reviewed' : 'differ'}
  versions   ${found.versions ? 'those of the lock file' : 'changed by npm install'}
  functions  ${found.functions ? 'found under their prefix' : 'not found'}`);
  if (Object.values(found).every(Boolean)) return 0;
  console.log(`\n${additions}\n${printed}`);
  return 1;
});

/** The packages that the folder installs, with their contents; npm writes the file in a layout of its own. */
async function lockedVersions(folder: string): Promise<string> {
  const { packages } = lockSchema.parse(JSON.parse(await readFile(`${folder}/package-lock.json`, 'utf8')));
  const lines = Object.entries(packages)
    // The package itself has no integrity before it is installed from its tarball.
    .filter(([path]) => path !== '' && path !== 'node_modules/reelsync')
    .map(([path, { version, integrity }]) => `${path} ${version} ${integrity}`);
  return lines.sort().join('\n');
}

/** Returns what the CLI prints. Throws UsageError when it fails. */
async function installKit(app: string): Promise<string> {
  const program = await installFirebaseTools(console.log);
  const args = ['functions:kits:install', '--directory', 'reelsync', '--no-configure', '--non-interactive'];
  const cli = spawn(process.execPath, [program, ...args, '--project', kitProject], {
    cwd: app,
    env: {
      ...process.env,
      // The command asks for a sign-in and does not use it.
      FIREBASE_TOKEN: 'none',
      FIREBASE_CLI_EXPERIMENTS: 'kits',
      // The CLI's settings; the user's own stay as they are.
      XDG_CONFIG_HOME: `${scratch}/config`,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [out, problem, code] = await Promise.all([
    text(cli.stdout),
    text(cli.stderr),
    new Promise<number | null>((resolve) => cli.once('close', resolve)),
  ]);
  if (code !== 0) throw new UsageError(`The Firebase CLI failed:\n${out}${problem}`);
  return out + problem;
}

import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { installDependencies, packagedNode } from './install.mjs';

// Runs a TypeScript command: `node local/commands/run.mjs local/commands/start.ts …`. A shell that has
// found one `node` keeps to it, so a fresh clone's first command would miss the packaged one.

installDependencies();
const node = packagedNode() ?? process.execPath;
let child;
// Before the start: a signal that comes during it is then handled after it, and reaches the command.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child = spawn(node, ['--import', 'tsx', ...process.argv.slice(2)], { stdio: 'inherit' });
child.once('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));

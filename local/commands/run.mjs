import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { installDependencies, packagedNode } from './install.mjs';

// Runs a TypeScript command on the packaged Node: `node local/commands/run.mjs local/commands/start.ts …`.
// PATH is not enough: a shell caches the `node` it found before the dependencies were installed.

installDependencies();
const node = packagedNode() ?? process.execPath;
let child;
// Registered before the start, so that a signal during the start still reaches the command.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child = spawn(node, ['--import', 'tsx', ...process.argv.slice(2)], { stdio: 'inherit' });
child.once('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));

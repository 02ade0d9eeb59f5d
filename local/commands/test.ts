import { describeNode } from '../node-version.ts';
import { runCommand } from '../terminal.ts';
import { runTests } from './run-tests.ts';

// Runs every test, or those that Vitest's arguments select.
await runCommand(async () => {
  console.log(`Testing on ${describeNode()}`);
  return await runTests(process.argv.slice(2));
});

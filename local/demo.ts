import { parseArgs } from 'node:util';
import { reuseOrStartEmulator, signIn } from './demo-client.ts';
import { addFiles } from './demo-knowledge.ts';
import { exitOnInterrupt, runCommand, UsageError } from './terminal.ts';
import { demoUsers } from './users.ts';

const usage = 'Name one or more .md or .txt files:  npm run demo -- README.md';

await runCommand(async () => {
  exitOnInterrupt();
  const { positionals: files } = parseArgs({ allowPositionals: true });
  if (files.length === 0) throw new UsageError(usage);
  const emulator = await reuseOrStartEmulator();
  try {
    const client = await signIn(emulator.ports, demoUsers.editor.email);
    const missed = await addFiles(client, files);
    await client.close();
    console.log(missed === 0 ? 'All completed.' : `${missed} of ${files.length} not completed.`);
    return missed === 0 ? 0 : 1;
  } finally {
    await emulator.stop();
  }
});

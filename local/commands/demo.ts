import { parseArgs } from 'node:util';
import { reuseOrStartEmulator, signIn } from '../demo/client.ts';
import { addFiles } from '../demo/knowledge.ts';
import { syncMember } from '../demo/tunebook.ts';
import { demoUsers } from '../emulator/users.ts';
import { projectId } from '../paths.ts';
import { exitOnInterrupt, runCommand, UsageError } from '../terminal.ts';
import { readPlacement } from './placement.ts';

const usage = `Name one or more .md or .txt files, or a member of thesession.org:
  npm run demo -- README.md
  npm run demo -- --member 3000`;

await runCommand(async () => {
  exitOnInterrupt();
  const { positionals: files, values } = parseArgs({
    allowPositionals: true,
    options: { member: { type: 'string' } },
  });
  const memberId = values.member === undefined ? null : readMemberId(values.member);
  if (files.length === 0 && memberId === null) throw new UsageError(usage);
  const placement = await readPlacement({ id: projectId, local: true });
  const emulator = await reuseOrStartEmulator();
  try {
    const { editor, player } = demoUsers;
    const user = memberId === null ? editor : player;
    const client = await signIn(emulator.ports, user.email, placement);
    const succeeded = memberId === null ? await addFiles(client, files, placement) : await syncMember(client, memberId);
    await client.close();
    return succeeded ? 0 : 1;
  } finally {
    await emulator.stop();
  }
});

function readMemberId(text: string): number {
  const memberId = /^\d+$/.test(text) ? Number(text) : 0;
  if (Number.isSafeInteger(memberId) && memberId > 0) return memberId;
  throw new UsageError(`"${text}" is no member id: give the number in the address of the member's page.`);
}

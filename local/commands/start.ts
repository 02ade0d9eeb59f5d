import { reloadOnEdit } from '../emulator/live-reload.ts';
import { servePage } from '../emulator/page.ts';
import { elevenLabsPort, pagePort, requireFreePorts, startPorts, theSessionPort } from '../emulator/ports.ts';
import { readOwnParams, type Stack, startStack } from '../emulator/stack.ts';
import { demoPassword, demoUsers } from '../emulator/users.ts';
import { describeNode } from '../node-version.ts';
import { runCommand, untilInterrupted } from '../terminal.ts';

/** Lines of the functions that are worth a place in the terminal; the rest is in the log file. */
const functionsLine = /^\[functions[^\]]*\] (?:info|warn|warning|error)\b.*/;

await runCommand(async () => {
  console.log(`Starting Reelsync on ${describeNode()} …`);
  await requireFreePorts([pagePort, elevenLabsPort, theSessionPort, ...Object.values(startPorts)]);
  const params = await readOwnParams();
  const stack = await startStack({
    name: 'start',
    ports: { emulator: startPorts, elevenLabs: elevenLabsPort, theSession: theSessionPort },
    params,
    output: {
      onLine: (line) => {
        if (functionsLine.test(line)) console.log(line);
      },
    },
  });
  const page = await servePage(pagePort, startPorts);
  const stopReloading = reloadOnEdit(stack.emulator.folder);
  console.log(welcome(page.url, stack));
  await untilInterrupted();
  console.log('\nStopping …');
  stopReloading();
  await Promise.all([page.stop(), stack.stop()]);
  return 0;
});

function welcome(pageUrl: string, { params, elevenLabs, theSession, emulator }: Stack): string {
  const { editor, player } = demoUsers;
  const target =
    params.ELEVENLABS_BASE_URL === elevenLabs.url
      ? `the stub, which shows what arrived: ${elevenLabs.url}`
      : `${params.ELEVENLABS_BASE_URL}, with the key of functions/.env.local`;
  return `
  Reelsync is running:  ${pageUrl}

  Sign in as            ${editor.email}, password ${demoPassword}   (knowledge and tunebook)
  or as                 ${player.email}, password ${demoPassword}   (tunebook)
  ElevenLabs            ${target}
  thesession.org        a stub with made-up members: ${theSession.url}
  Log                   ${emulator.folder}/emulator.log

  Edits to functions, rules and page show at once. Ctrl-C ends everything.
`;
}

import { parseArgs } from 'node:util';
import { deleteApp, initializeApp } from 'firebase-admin/app';
import { getFirestore } from 'firebase-admin/firestore';
import { placed } from '../../functions/src/context/placed.ts';
import { defaultCollection } from '../../functions/src/shared/paths.ts';
import { printActivity } from '../activity/print.ts';
import { isUnexpected } from '../activity/unexpected.ts';
import { stopChildren } from '../emulator/child.ts';
import { demoAgent, demoIndexing, indexingParams } from '../emulator/demo-agent.ts';
import { reloadOnEdit } from '../emulator/live-reload.ts';
import { servePage } from '../emulator/page.ts';
import { elevenLabsPort, pagePort, requireFreePorts, startPorts, theSessionPort } from '../emulator/ports.ts';
import { readOwnParams, type Stack, startStack } from '../emulator/stack.ts';
import { demoPassword, demoUsers } from '../emulator/users.ts';
import { describeNode } from '../node-version.ts';
import { projectId } from '../paths.ts';
import { runCommand, untilInterrupted } from '../terminal.ts';

await runCommand(async () => {
  const { values } = parseArgs({
    options: { verbose: { type: 'boolean', default: false }, indexing: { type: 'boolean', default: false } },
  });
  const interrupted = untilInterrupted();
  console.log(`Starting Reelsync on ${describeNode()} …`);
  const running = await Promise.race([startReelsync(values), interrupted]);
  const crash = await Promise.race([interrupted, running?.emulatorEnded]);
  if (crash) console.error(`\n${crash}`);
  console.log('\nStopping …');
  if (running) await running.stop();
  else await stopChildren();
  return crash ? 1 : 0;
});

async function startReelsync({
  verbose,
  indexing,
}: {
  verbose: boolean;
  indexing: boolean;
}): Promise<{ emulatorEnded: Promise<string>; stop(): Promise<void> }> {
  await requireFreePorts([pagePort, elevenLabsPort, theSessionPort, ...Object.values(startPorts)]);
  const stack = await startStack({
    name: 'start',
    ports: { emulator: startPorts, elevenLabs: elevenLabsPort, theSession: theSessionPort },
    elevenLabs: { agents: [demoAgent], indexing: demoIndexing },
    params: { ...(indexing ? indexingParams : {}), ...(await readOwnParams()) },
    output: {
      onLine: (line) => {
        if (verbose || isUnexpected(line)) console.log(line);
      },
    },
  });
  const page = await servePage(pagePort, startPorts, { ...stack.params, ELEVENLABS_AGENT_ID: questionsTo(stack) });
  const stopReloading = reloadOnEdit(stack.emulator.folder);
  console.log(welcome(page.url, stack));
  // The Admin SDK is connected to the stack's emulator since startStack.
  const app = initializeApp({ projectId }, 'activity');
  const { FIRESTORE_DATABASE, KNOWLEDGE_COLLECTION, KNOWLEDGE_TITLE_FIELD } = stack.params;
  const database = getFirestore(app, FIRESTORE_DATABASE || '(default)');
  const db = placed(database, KNOWLEDGE_COLLECTION || defaultCollection);
  const stopPrinting = printActivity(db, KNOWLEDGE_TITLE_FIELD || 'title', console.log);
  return {
    emulatorEnded: stack.emulator.ended.then(
      () => `The emulator stopped unexpectedly. Its log: ${stack.emulator.folder}/emulator.log`,
    ),
    async stop() {
      stopReloading();
      stopPrinting();
      await deleteApp(app);
      await Promise.all([page.stop(), stack.stop()]);
    },
  };
}

/** The agent that editors can ask on the page; '' while indexing is off, since agents find nothing then. */
function questionsTo({ params }: Stack): string {
  return params.ELEVENLABS_RAG_MODEL ? (params.ELEVENLABS_AGENT_ID ?? '') : '';
}

function welcome(pageUrl: string, { params, elevenLabs, theSession, emulator }: Stack): string {
  const { editor, player } = demoUsers;
  const target =
    params.ELEVENLABS_BASE_URL === elevenLabs.url
      ? `a stub, which shows what it received: ${elevenLabs.url}`
      : `${params.ELEVENLABS_BASE_URL}, with the key of functions/.env.local`;
  return `
  Reelsync is running:  ${pageUrl}

  Sign in as            ${editor.email}, password ${demoPassword}   (knowledge and tunebook)
  or as                 ${player.email}, password ${demoPassword}   (tunebook)
  ElevenLabs            ${target}
  thesession.org        a stub with made-up members: ${theSession.url}
  Log                   ${emulator.folder}/emulator.log (--verbose prints it here)

  Edits to functions, rules and page take effect at once. Ctrl-C stops everything.
`;
}

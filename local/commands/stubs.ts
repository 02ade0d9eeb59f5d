import { elevenLabsPort, theSessionPort } from '../emulator/ports.ts';
import { startStubs } from '../emulator/stack.ts';
import { runCommand, untilInterrupted } from '../terminal.ts';

// Runs the stub servers alone, for the emulator of another project.
await runCommand(async () => {
  const interrupted = untilInterrupted();
  const [elevenLabs, theSession] = await startStubs({ elevenLabs: elevenLabsPort, theSession: theSessionPort }, {});
  console.log(`
  The stubs are running. Set these params of the functions:

  ELEVENLABS_BASE_URL=${elevenLabs.url}
  THESESSION_BASE_URL=${theSession.url}

  Any API key is accepted. ${elevenLabs.url} shows what arrived. Ctrl-C stops both.
`);
  await interrupted;
  await Promise.all([elevenLabs.stop(), theSession.stop()]);
  return 0;
});

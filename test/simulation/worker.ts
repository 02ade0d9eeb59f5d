import type { Part } from './campaign.ts';
import { simulateTimers } from './engine/timers.ts';

// Comes first, since libraries capture the timers when they load.
simulateTimers();
// Nothing reads stack traces, and capturing one costs more than a step.
Error.stackTraceLimit = 0;

const { runPart } = await import('./part.ts');

process.on('message', async ({ number, part }: { number: number; part: Part }) => {
  process.send?.({ number, tally: await runPart(part) });
});

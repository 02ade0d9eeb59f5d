import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { projectRoot } from '../../../local/paths.ts';
import { type BenchStack, startBenchStack } from '../bench-stack.ts';
import type { MeasureOptions, Part } from '../part.ts';
import { type Figure, figureTable } from '../table.ts';
import { countCompleted, writeExisting } from './existing.ts';

/** Latency of the ElevenLabs stub, and its limit of concurrent requests. */
const [latencyMs, inFlight] = [50, 3];

/** The command is killed when it shows this many per cent, and started again. */
const killedAt = 30;

/** What one run of the command printed, and how long it took. */
interface Run {
  code: number | null;
  lines: string[];
  milliseconds: number;
}

/** The time of `npm run backfill` over a collection that was there before Reelsync, with an interruption. */
export const backfill: Part = {
  name: 'backfill',
  title: 'Backfill',
  async measure({ quick, onProgress }) {
    const documents = quick ? 400 : 10_000;
    const stack = await startBenchStack('backfill');
    try {
      Object.assign(stack.elevenLabs.settings, { latencyMs, maxInFlight: inFlight });
      await writeExisting(stack, documents);
      onProgress(`${documents} documents written`);
      const killed = await runCommand(stack, { killedAt }, onProgress);
      const resumed = await runCommand(stack, {}, onProgress);
      if (resumed.code !== 0) throw new Error(`The command failed: ${resumed.lines.slice(-3).join(' ')}`);
      const [completed, remote] = [await countCompleted(stack.db), stack.elevenLabs.documents.list().length];
      return describe({ documents, killed, resumed, completed, remote, stack });
    } finally {
      await stack.stop();
    }
  },
};

async function runCommand(
  { emulator }: BenchStack,
  { killedAt: limit }: { killedAt?: number },
  onProgress: MeasureOptions['onProgress'],
): Promise<Run> {
  const started = Date.now();
  const command = spawn(process.execPath, ['--import', 'tsx', 'local/commands/backfill.ts', '--yes'], {
    cwd: projectRoot,
    env: { ...process.env, ...emulator.env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<number | null>((resolve) => command.once('close', resolve));
  const lines: string[] = [];
  for await (const line of createInterface({ input: command.stdout })) {
    lines.push(line);
    onProgress(line.trim());
    const percent = /(\d+) % /.exec(line)?.[1];
    if (limit !== undefined && Number(percent) >= limit) command.kill('SIGKILL');
  }
  return { code: await ended, lines, milliseconds: Date.now() - started };
}

function describe({
  documents,
  killed,
  resumed,
  completed,
  remote,
  stack,
}: {
  documents: number;
  killed: Run;
  resumed: Run;
  completed: number;
  remote: number;
  stack: BenchStack;
}): string {
  const counted = (name: string, measured: number): Figure => ({
    name,
    how: 'counted afterwards',
    measured,
    unit: '',
    target: { of: 'figure', sense: 'at least', limit: documents },
  });
  const { requests, mostInFlight } = stack.elevenLabs.requests.counters();
  const seconds = (killed.milliseconds + resumed.milliseconds) / 1000;
  const figures: Figure[] = [
    {
      name: `${documents} existing documents`,
      how: `npm run backfill, killed at ${killedAt} % and started again, both runs together`,
      measured: seconds,
      unit: 's',
      ideal: (documents * latencyMs) / inFlight / 1000,
    },
    counted('documents that are completed', completed),
    counted('documents at ElevenLabs', remote),
    {
      name: 'requests per document',
      how: 'counted by the stub, look-ups after the interruption included',
      measured: requests / documents,
      unit: '',
      target: { of: 'figure', sense: 'at most', limit: 1.05 },
    },
    {
      name: 'peak concurrent requests',
      how: 'counted by the stub',
      measured: mostInFlight,
      unit: '',
      target: { of: 'figure', sense: 'at most', limit: inFlight },
    },
  ];
  const said = (run: Run) => run.lines.filter((line) => !line.includes(' % ')).map((line) => `> ${line}`);
  return `${figureTable(figures)}

The command says before the first run and before the second:

${said(killed).join('\n>\n')}

${said(resumed).join('\n>\n')}

The stub answers after ${latencyMs} ms; the estimate counts a second for each request to ElevenLabs, and the functions have ${inFlight} in flight. On one machine, the emulator, the functions and the command share the processor.`;
}

import { startSync } from '../../../functions/src/tunebook/start.ts';
import { memberInOrder, memberOf } from '../../../local/stub/thesession/members.ts';
import { functionsMemory } from '../../faults/process-memory.ts';
import { heapFlags } from '../../instance-heap.ts';
import { type BenchStack, startBenchStack } from '../bench-stack.ts';
import { countAccess } from '../costs/count-access.ts';
import { openEngine } from '../engine.ts';
import type { MeasureOptions, Part } from '../part.ts';
import { type Figure, figureTable } from '../table.ts';
import { type Crowd, importAll } from './imports.ts';

const users = 20;

/** The most resident memory, in MiB: a 512 MiB instance must not run full. */
const memoryLimitMiB = 400;

/** The most commits of 20 imports of 1 500 tunes: 60 full ones for the collections, and room for progress. */
const commitLimit = 600;

const shared = (tunes: number): Crowd => ({
  name: `the same ${tunes} new tunes`,
  tunes,
  memberOf: () => memberOf(tunes),
});

const shuffled = (tunes: number): Crowd => ({
  name: `the same ${tunes} new tunes in ${users} orders`,
  tunes,
  memberOf: (user) => memberInOrder(tunes, user),
});

/** Twenty users who import at once, on the heap of a 512 MiB instance, against a stub without latency. */
export const crowd: Part = {
  name: 'crowd',
  title: 'Twenty users at once',
  async measure(options) {
    const { quick } = options;
    const stack = await startBenchStack('crowd', { NODE_OPTIONS: heapFlags.join(' ') });
    try {
      const figures: Figure[] = [];
      for (const compared of quick ? [shuffled(100)] : [shared(3000), shuffled(1500)]) {
        figures.push(...(await measureCrowd(stack, compared, { ...options, oneByOne: true })));
      }
      if (!quick) figures.push(...(await measureCrowd(stack, shared(20_000), { ...options, oneByOne: false })));
      figures.push(await countCommits(stack, shuffled(quick ? 100 : 1500)));
      return describe(figures);
    } finally {
      await stack.stop();
    }
  },
};

async function measureCrowd(
  stack: BenchStack,
  measured: Crowd,
  { oneByOne, onProgress }: MeasureOptions & { oneByOne: boolean },
): Promise<Figure[]> {
  const ideal = oneByOne ? await importAll(stack, measured, { users, atOnce: false }) : undefined;
  const memory = await functionsMemory(stack.emulator.folder);
  await memory.reset();
  const milliseconds = await importAll(stack, measured, { users, atOnce: true });
  const peak = await memory.peakMiB();
  onProgress(`${measured.name}: ${milliseconds.toFixed(0)} ms, ${peak} MiB; one by one ${ideal?.toFixed(0)} ms`);
  const name = `${users} imports of ${measured.name}`;
  const target = { of: 'ratio', sense: 'at most', limit: 1.5 } as const;
  return [
    {
      name,
      how: 'until the last one has ended',
      measured: milliseconds / 1000,
      unit: 's',
      ...(ideal === undefined ? {} : { ideal: ideal / 1000, target }),
    },
    {
      name: `${name}, memory in MiB`,
      how: 'peak resident memory of the functions',
      measured: peak,
      unit: '',
      target: { of: 'figure', sense: 'at most', limit: memoryLimitMiB },
    },
  ];
}

/** In this process, where the requests to Firestore can be counted. */
async function countCommits(stack: BenchStack, { name, memberOf: member }: Crowd): Promise<Figure> {
  const engine = openEngine(stack);
  try {
    const input = { learnStatus: 'learning', saveMemberId: true, retry: true } as const;
    const imports = () =>
      Promise.all(
        Array.from({ length: users }, (_, user) =>
          startSync(engine.tunebook, `user-${user}`, { ...input, memberId: member(user) }),
        ),
      );
    const { commits } = await countAccess(imports);
    return {
      name: `${users} imports of ${name}, commits`,
      how: 'all commits, those of progress included',
      measured: commits,
      unit: '',
      target: { of: 'figure', sense: 'at most', limit: commitLimit },
    };
  } finally {
    await engine.close();
  }
}

function describe(figures: readonly Figure[]): string {
  return `${figureTable(figures)}

"Ideal" is the time of the same imports one after the other. Every collection was complete afterwards, the catalogue too, and the counts were true. The functions ran with the heap that Node chooses in an instance of 512 MiB.

In production two instances share the work, each import waits for a distant thesession.org, and Firestore limits writes to a new collection at first.`;
}

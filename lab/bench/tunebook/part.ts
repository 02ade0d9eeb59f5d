import { memberOf } from '../../../local/stub/thesession/members.ts';
import { type BenchStack, startBenchStack } from '../bench-stack.ts';
import type { MeasureOptions, Part } from '../part.ts';
import { median } from '../statistics.ts';
import { type Figure, figureTable } from '../table.ts';
import { importOneByOne, type OneByOneTimes } from './one-by-one.ts';
import { readPagesAlone } from './stub-alone.ts';

/** Latency of the thesession.org stub. */
const latencyMs = 50;

interface Size {
  tunes: number;
  repetitions: number;
  oneByOne: boolean;
}

const sizes: readonly Size[] = [
  { tunes: 500, repetitions: 7, oneByOne: true },
  { tunes: 2000, repetitions: 7, oneByOne: true },
  { tunes: 10_000, repetitions: 3, oneByOne: false },
];

const quickSizes: readonly Size[] = [{ tunes: 500, repetitions: 2, oneByOne: true }];

interface Times {
  tunes: number;
  fresh: number;
  unchanged: number;
  alone: number;
  oneByOne: OneByOneTimes | null;
}

/** The duration of `syncTunebook`, compared with an import without batches. */
export const tunebook: Part = {
  name: 'tunebook',
  title: 'Tunebook',
  async measure(options) {
    const stack = await startBenchStack('tunebook');
    try {
      stack.theSession.settings.latencyMs = latencyMs;
      await warmUp(stack);
      const times: Times[] = [];
      for (const size of options.quick ? quickSizes : sizes) times.push(await measureSize(stack, size, options));
      return describe(times);
    } finally {
      await stack.stop();
    }
  },
};

/** The first calls load code and open connections; cold starts are measured separately. */
async function warmUp({ newUser }: BenchStack): Promise<void> {
  for (let variant = 90; variant < 93; variant += 1) {
    await (await newUser()).call('syncTunebook', { memberId: memberOf(500, variant) });
  }
}

async function measureSize(stack: BenchStack, size: Size, { onProgress }: MeasureOptions): Promise<Times> {
  const { tunes, repetitions } = size;
  const fresh: number[] = [];
  const unchanged: number[] = [];
  const alone: number[] = [];
  await stack.clear();
  for (let variant = 1; variant <= repetitions; variant += 1) {
    // A new user and new tunes in each round, so that the catalogue has none of them.
    const memberId = memberOf(tunes, variant);
    const user = await stack.newUser();
    fresh.push((await user.call('syncTunebook', { memberId })).milliseconds);
    unchanged.push((await user.call('syncTunebook', { memberId })).milliseconds);
    alone.push(await readPagesAlone(stack.theSession.url, memberId, tunes));
    onProgress(`${tunes} tunes: ${fresh.at(-1)?.toFixed(0)} ms new, ${unchanged.at(-1)?.toFixed(0)} ms unchanged`);
  }
  const oneByOne = size.oneByOne ? await measureOneByOne(stack, tunes, onProgress) : null;
  return { tunes, fresh: median(fresh), unchanged: median(unchanged), alone: median(alone), oneByOne };
}

async function measureOneByOne(
  stack: BenchStack,
  tunes: number,
  onProgress: MeasureOptions['onProgress'],
): Promise<OneByOneTimes> {
  const times = await importOneByOne(stack.db, stack.theSession.url, 'one-by-one', memberOf(tunes, 99));
  onProgress(`${tunes} tunes with the earlier method: ${times.total.toFixed(0)} ms`);
  return times;
}

/** The pure waiting time: page 1 alone, then four pages at a time. */
function idealMs(tunes: number): number {
  return (1 + Math.ceil((Math.ceil(tunes / 50) - 1) / 4)) * latencyMs;
}

function describe(times: readonly Times[]): string {
  return `${figureTable(times.flatMap(ownFigures))}

${growth(times)}

For comparison, an import without batches, in the same run, against the same stub and emulator: pages of ten tunes, one request at a time, each over a new connection; then each tune is looked up and written in the catalogue and the collection, one at a time. "Ideal" is the time of \`syncTunebook\`.

${figureTable(times.flatMap(oneByOneFigures))}

Optimisations in use: saving while pages are read; reading only the owned tunes that the tunebook holds, and none for an empty collection; skipping the catalogue for owned tunes, since a tune reaches the catalogue first; collecting new tunes for the next batch while one is written.

In production, Firestore limits writes to a new collection at first (500 a second, 50 % more every five minutes; see “Best practices” in its documentation), which slows down large tunebooks of many users at once. A round trip to Firestore takes several milliseconds instead of one, and the first call includes a cold start.`;
}

function ownFigures({ tunes, fresh, unchanged, alone }: Times): Figure[] {
  const ideal = idealMs(tunes);
  const limit = (factor: number) => ({ of: 'ratio', sense: 'at most', limit: factor }) as const;
  const target = tunes === 2000 ? { target: limit(1.5) } : {};
  return [
    {
      name: `${tunes} tunes, all new`,
      how: 'callable over HTTP, median',
      measured: fresh,
      unit: 'ms',
      ideal,
      ...target,
    },
    {
      name: `${tunes} tunes, no changes`,
      how: 'the same call again, median',
      measured: unchanged,
      unit: 'ms',
      ideal,
      target: limit(1.4),
    },
    {
      name: `${tunes} tunes, the stub alone`,
      how: 'pages read and discarded, four at a time, median',
      measured: alone,
      unit: 'ms',
      ideal,
    },
  ];
}

function oneByOneFigures({ tunes, fresh, oneByOne }: Times): Figure[] {
  if (oneByOne === null) return [];
  const shared = { unit: 'ms', ideal: fresh } as const;
  const target = { of: 'ratio', sense: 'at least', limit: 12 } as const;
  return [
    {
      name: `${tunes} tunes, pages only`,
      how: 'until the last page was read',
      measured: oneByOne.reading,
      ...shared,
      ...(tunes === 2000 ? { target } : {}),
    },
    {
      name: `${tunes} tunes, stored`,
      how: 'until the last tune was stored',
      measured: oneByOne.total,
      ...shared,
      target,
    },
  ];
}

function growth(times: readonly Times[]): string {
  const steps = times.slice(1).map((larger, index) => {
    const smaller = times[index] ?? larger;
    const perTune = larger.fresh / larger.tunes / (smaller.fresh / smaller.tunes);
    return `from ${smaller.tunes} to ${larger.tunes} tunes, the time per tune changes by a factor of ${perTune.toFixed(2)}`;
  });
  return steps.length === 0 ? '' : `Growth: ${steps.join('; ')}. A factor of 1 or less is linear or better.`;
}

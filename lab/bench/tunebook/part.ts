import { memberOf } from '../../../local/stub/thesession/members.ts';
import { type BenchStack, startBenchStack } from '../bench-stack.ts';
import type { MeasureOptions, Part } from '../part.ts';
import { median } from '../statistics.ts';
import { type Figure, figureTable } from '../table.ts';
import { type LegacyTimes, syncLegacyWay } from './legacy.ts';
import { readPagesAlone } from './stub-alone.ts';

/** What thesession.org's stub takes for each request, in milliseconds. */
const latencyMs = 50;

/** A size of tunebook, in tunes, and how often it is brought over. */
interface Size {
  tunes: number;
  repetitions: number;
  legacy: boolean;
}

const sizes: readonly Size[] = [
  { tunes: 500, repetitions: 7, legacy: true },
  { tunes: 2000, repetitions: 7, legacy: true },
  { tunes: 10_000, repetitions: 3, legacy: false },
];

const quickSizes: readonly Size[] = [{ tunes: 500, repetitions: 2, legacy: true }];

interface Times {
  tunes: number;
  fresh: number;
  unchanged: number;
  alone: number;
  legacy: LegacyTimes | null;
}

/** The wall time of `syncTunebook`, and that of the earlier service's way beside it. */
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

/** The first calls load code and open connections; cold starts are measured elsewhere. */
async function warmUp({ newUser }: BenchStack): Promise<void> {
  for (let variant = 90; variant < 93; variant += 1) {
    await (await newUser()).call('syncTunebook', { memberId: memberOf(500, variant) });
  }
}

async function measureSize(stack: BenchStack, size: Size, { say }: MeasureOptions): Promise<Times> {
  const { tunes, repetitions } = size;
  const fresh: number[] = [];
  const unchanged: number[] = [];
  const alone: number[] = [];
  await stack.clear();
  for (let variant = 1; variant <= repetitions; variant += 1) {
    // Another user and other tunes each time: everything is new, in the catalogue too.
    const memberId = memberOf(tunes, variant);
    const user = await stack.newUser();
    fresh.push((await user.call('syncTunebook', { memberId })).milliseconds);
    unchanged.push((await user.call('syncTunebook', { memberId })).milliseconds);
    alone.push(await readPagesAlone(stack.theSession.url, memberId, tunes));
    say(`${tunes} tunes: ${fresh.at(-1)?.toFixed(0)} ms new, ${unchanged.at(-1)?.toFixed(0)} ms unchanged`);
  }
  const legacy = size.legacy ? await measureLegacy(stack, tunes, say) : null;
  return { tunes, fresh: median(fresh), unchanged: median(unchanged), alone: median(alone), legacy };
}

async function measureLegacy(stack: BenchStack, tunes: number, say: MeasureOptions['say']): Promise<LegacyTimes> {
  const times = await syncLegacyWay(stack.db, stack.theSession.url, 'legacy', memberOf(tunes, 99));
  say(`${tunes} tunes the earlier way: ${times.whole.toFixed(0)} ms`);
  return times;
}

/** The first page alone, then four at a time, and nothing but waiting for them. */
function idealMs(tunes: number): number {
  return (1 + Math.ceil((Math.ceil(tunes / 50) - 1) / 4)) * latencyMs;
}

function describe(times: readonly Times[]): string {
  return `${figureTable(times.flatMap(ownFigures))}

${growth(times)}

The earlier service's way, in the same run, against the same stub and emulator: ten tunes a page, one request at a time, a new connection for each; then, tune after tune, the catalogue is asked for it and written, and the collection likewise. "Ideal" is what \`syncTunebook\` took for the same.

${figureTable(times.flatMap(legacyFigures))}

Tried and kept: saving while pages still come; the list of what the user owns by reference, in one request, beside the first page; catalogue and collection in one batch; tunes that come while others are being saved go with the next batch. Tried and left out: not asking the catalogue about tunes that the user owns, which would halve the reads when nothing has changed, but a tune that the catalogue lost would never come back to it.

Production differs: the first writes into a new collection are slowed down while Firestore spreads it over servers (500 writes a second at first, half as many again every five minutes: Firestore’s documentation, “Best practices”), which tunebooks of thousands for many users at once would feel; a round trip to Firestore takes some milliseconds rather than one; and a cold start comes on top of the first call.`;
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
      name: `${tunes} tunes, nothing changed`,
      how: 'the same call again, median',
      measured: unchanged,
      unit: 'ms',
      ideal,
      target: limit(1.4),
    },
    {
      name: `${tunes} tunes, the stub alone`,
      how: 'pages read and thrown away, four at a time, median',
      measured: alone,
      unit: 'ms',
      ideal,
    },
  ];
}

function legacyFigures({ tunes, fresh, legacy }: Times): Figure[] {
  if (legacy === null) return [];
  const shared = { unit: 'ms', ideal: fresh } as const;
  const target = { of: 'ratio', sense: 'at least', limit: 12 } as const;
  return [
    {
      name: `${tunes} tunes, pages alone`,
      how: 'until the last page had come',
      measured: legacy.reading,
      ...shared,
      ...(tunes === 2000 ? { target } : {}),
    },
    {
      name: `${tunes} tunes, stored`,
      how: 'until the last tune was stored',
      measured: legacy.whole,
      ...shared,
      target,
    },
  ];
}

function growth(times: readonly Times[]): string {
  const steps = times.slice(1).map((larger, place) => {
    const smaller = times[place] ?? larger;
    const perTune = larger.fresh / larger.tunes / (smaller.fresh / smaller.tunes);
    return `from ${smaller.tunes} to ${larger.tunes} tunes, the time for each tune changes by a factor of ${perTune.toFixed(2)}`;
  });
  return steps.length === 0 ? '' : `Growth: ${steps.join('; ')}. One or less is linear or better.`;
}

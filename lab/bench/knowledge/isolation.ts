import type { FaultRule } from '../../../local/stub/faults.ts';
import type { BenchStack } from '../bench-stack.ts';
import type { MeasureOptions } from '../part.ts';
import { median } from '../statistics.ts';
import { type Figure, figureTable } from '../table.ts';
import { createDocuments, lastWritten } from './writing.ts';

/** Documents that are created beside the one in trouble. */
const others = 60;

/** What the one document in trouble meets. */
interface Trouble {
  name: string;
  how: string;
  actions: FaultRule['actions'];
  /** Whether the others must not notice at all. */
  bound: boolean;
}

const troubles: readonly Trouble[] = [
  {
    name: 'beside one that fails for seconds',
    how: 'one is answered 500 each time; it waits 1 s, then 2 s',
    actions: [{ kind: 'status', status: 500 }],
    bound: true,
  },
  {
    name: 'beside one that is answered after 2 s',
    how: 'it keeps one of three slots for those 2 s, no longer',
    actions: [{ kind: 'delay', ms: 2000 }],
    bound: false,
  },
];

/** Measures whether a document in trouble slows others down: their median time beside it, and without it. */
export async function measureIsolation(stack: BenchStack, { quick, say }: MeasureOptions): Promise<string> {
  const rounds = quick ? 1 : 3;
  const alone: number[] = [];
  const beside = troubles.map((): number[] => []);
  // Interleaved: whatever else the machine does meets all of them alike.
  for (let round = 0; round < rounds; round += 1) {
    alone.push(await timeOthers(stack, `calm-${round}`, null));
    for (const [place, trouble] of troubles.entries()) {
      beside[place]?.push(await timeOthers(stack, `trouble-${round}-${place}`, trouble));
    }
  }
  say(
    `${others} others: ${median(alone).toFixed(0)} ms alone, ${median(beside[0] ?? []).toFixed(0)} ms beside one that fails`,
  );
  return figureTable(troubles.map((trouble, place) => figureOf(trouble, median(beside[place] ?? []), median(alone))));
}

/** The time until the last of the others is completed, in milliseconds. */
async function timeOthers(stack: BenchStack, prefix: string, trouble: Trouble | null): Promise<number> {
  const { db, elevenLabs } = stack;
  const troubled = `${prefix}-troubled`;
  if (trouble !== null) elevenLabs.faults.add({ match: { name: troubled }, actions: trouble.actions, times: null });
  const ids = Array.from({ length: others }, (_, place) => `${prefix}-${place}`);
  const started = Date.now();
  // The one in trouble comes first, so that it is in trouble while the others are on their way.
  const references = await createDocuments(db, trouble === null ? ids : [troubled, ...ids]);
  const settled = await untilSettled(stack, references);
  elevenLabs.faults.clear();
  return Math.max(...settled.filter(({ id }) => id !== troubled).map(({ at }) => at)) - started;
}

async function untilSettled(stack: BenchStack, references: Awaited<ReturnType<typeof createDocuments>>) {
  for (;;) {
    await stack.untilIdle();
    const settled = await lastWritten(stack.db, references);
    if (settled.every(({ status }) => status === 'completed' || status === 'failed')) return settled;
  }
}

function figureOf({ name, how, bound }: Trouble, measured: number, ideal: number): Figure {
  return {
    name: `${others} documents ${name}`,
    how: `${how}; ideal: the same without it`,
    measured,
    unit: 'ms',
    ideal,
    ...(bound ? { target: { of: 'ratio', sense: 'at most', limit: 1.1 } } : {}),
  };
}

import type { FaultRule } from '../../../local/stub/faults.ts';
import type { BenchStack } from '../bench-stack.ts';
import type { MeasureOptions } from '../part.ts';
import { median } from '../statistics.ts';
import { type Figure, figureTable } from '../table.ts';
import { createDocuments, lastWritten } from './writing.ts';

/** Documents created together with the failing one. */
const others = 60;

/** The fault of one document. */
interface FaultCase {
  name: string;
  how: string;
  actions: FaultRule['actions'];
  /** Whether the other documents must not be slowed down. */
  hasTarget: boolean;
}

const faultCases: readonly FaultCase[] = [
  {
    name: 'beside one that fails for seconds',
    how: 'one is always answered 500 and waits 1 s, then 2 s',
    actions: [{ kind: 'status', status: 500 }],
    hasTarget: true,
  },
  {
    name: 'beside one that is answered after 2 s',
    how: 'it uses one of three slots for those 2 s',
    actions: [{ kind: 'delay', ms: 2000 }],
    hasTarget: false,
  },
];

/** Compares the time of the other documents with and without a failing document. */
export async function measureIsolation(stack: BenchStack, { quick, onProgress }: MeasureOptions): Promise<string> {
  const rounds = quick ? 1 : 3;
  const alone: number[] = [];
  const beside = faultCases.map((): number[] => []);
  // Interleaved, so that other load on the machine affects all cases equally.
  for (let round = 0; round < rounds; round += 1) {
    alone.push(await timeOthers(stack, `calm-${round}`, null));
    for (const [index, faultCase] of faultCases.entries()) {
      beside[index]?.push(await timeOthers(stack, `fault-${round}-${index}`, faultCase));
    }
  }
  onProgress(
    `${others} others: ${median(alone).toFixed(0)} ms alone, ${median(beside[0] ?? []).toFixed(0)} ms beside one that fails`,
  );
  return figureTable(
    faultCases.map((faultCase, index) => figureOf(faultCase, median(beside[index] ?? []), median(alone))),
  );
}

/** Milliseconds until the last of the other documents is completed. */
async function timeOthers(stack: BenchStack, prefix: string, faultCase: FaultCase | null): Promise<number> {
  const { db, elevenLabs } = stack;
  const failingId = `${prefix}-failing`;
  if (faultCase !== null)
    elevenLabs.faults.add({ match: { name: failingId }, actions: faultCase.actions, times: null });
  const ids = Array.from({ length: others }, (_, index) => `${prefix}-${index}`);
  const started = Date.now();
  // The failing document comes first, so that it fails while the others are synced.
  const references = await createDocuments(db, faultCase === null ? ids : [failingId, ...ids]);
  const settled = await untilSettled(stack, references);
  elevenLabs.faults.clear();
  return Math.max(...settled.filter(({ id }) => id !== failingId).map(({ at }) => at)) - started;
}

async function untilSettled(stack: BenchStack, references: Awaited<ReturnType<typeof createDocuments>>) {
  for (;;) {
    await stack.untilIdle();
    const settled = await lastWritten(stack.db, references);
    if (settled.every(({ status }) => status === 'completed' || status === 'failed')) return settled;
  }
}

function figureOf({ name, how, hasTarget }: FaultCase, measured: number, ideal: number): Figure {
  return {
    name: `${others} documents ${name}`,
    how: `${how}; ideal: without it`,
    measured,
    unit: 'ms',
    ideal,
    ...(hasTarget ? { target: { of: 'ratio', sense: 'at most', limit: 1.1 } } : {}),
  };
}

import { type BenchStack, startBenchStack } from '../bench-stack.ts';
import type { MeasureOptions, Part } from '../part.ts';
import { median } from '../statistics.ts';
import { type Figure, figureTable } from '../table.ts';
import { measureIsolation } from './isolation.ts';
import { createRemotely } from './stub-alone.ts';
import { createDocuments, lastWritten } from './writing.ts';

/** What the stub of ElevenLabs takes for each request, in milliseconds. */
const latencyMs = 50;

/** Requests that it takes at once, and so the functions' own bound (the contract). */
const inFlight = 3;

const sizes = [
  { documents: 1, repetitions: 9 },
  { documents: 20, repetitions: 5 },
  { documents: 100, repetitions: 3 },
  { documents: 500, repetitions: 2 },
];

/** Documents that are created at the stub directly, to see what it allows. */
const createdAlone = 100;

const quickSizes = [
  { documents: 1, repetitions: 2 },
  { documents: 20, repetitions: 1 },
];

const note = `A slot is taken before the claim, so that a claimed document is sent at once, and given back when the request ends: what lies between the ideal and the figure is the claim, a read and a write in a transaction, and on a machine with few cores everything else that runs on it. All functions share one process here, and so the three slots; a deployment has three in each instance. Reads and writes for each document stand under Costs.`;

interface Times {
  documents: number;
  milliseconds: number;
  refused: number;
  mostInFlight: number;
  requestsEach: number;
}

/** The time from the creation of documents to the last one completed. */
export const knowledge: Part = {
  name: 'knowledge',
  title: 'Knowledge',
  async measure(options) {
    const stack = await startBenchStack('knowledge');
    try {
      Object.assign(stack.elevenLabs.settings, { latencyMs, maxInFlight: inFlight });
      await deliver(stack, 'warm', 20);
      const times: Times[] = [];
      for (const size of options.quick ? quickSizes : sizes) times.push(await measureSize(stack, size, options));
      const alone = await createRemotely(stack, createdAlone, inFlight);
      const isolation = await measureIsolation(stack, options);
      return `${figureTable([...times.flatMap(figuresOf), stubFigure(alone)])}\n\n${isolation}\n\n${note}`;
    } finally {
      await stack.stop();
    }
  },
};

async function measureSize(
  stack: BenchStack,
  { documents, repetitions }: (typeof sizes)[number],
  { say }: MeasureOptions,
): Promise<Times> {
  const taken: number[] = [];
  stack.elevenLabs.requests.reset();
  for (let round = 0; round < repetitions; round += 1) {
    taken.push(await deliver(stack, `bench-${documents}-${round}`, documents));
    say(`${documents} documents: ${taken.at(-1)?.toFixed(0)} ms`);
  }
  const { requests, mostInFlight } = stack.elevenLabs.requests.counters();
  const refused = stack.elevenLabs.requests.find().filter(({ status }) => status === 429).length;
  const requestsEach = requests / (documents * repetitions);
  return { documents, milliseconds: median(taken), refused, mostInFlight, requestsEach };
}

/** Creates documents at once and returns the milliseconds until the last one was completed. */
async function deliver(stack: BenchStack, prefix: string, documents: number): Promise<number> {
  const { db, elevenLabs } = stack;
  const ids = Array.from({ length: documents }, (_, place) => `${prefix}-${place}`);
  const before = elevenLabs.requests.counters().requests;
  const started = Date.now();
  const references = await createDocuments(db, ids);
  await elevenLabs.requests.waitFor({ method: 'POST' }, { count: before + documents, until: 'closed' });
  await stack.untilIdle();
  const settled = await lastWritten(db, references);
  const left = settled.filter(({ status }) => status !== 'completed');
  if (left.length > 0) throw new Error(`${left.length} of ${documents} documents are not completed.`);
  return Math.max(...settled.map(({ at }) => at)) - started;
}

function figuresOf({ documents, milliseconds, refused, mostInFlight, requestsEach }: Times): Figure[] {
  const ideal = Math.ceil(documents / inFlight) * latencyMs;
  const many = documents === 500;
  const all: Figure = {
    name: documents === 1 ? '1 document' : `${documents} documents at once`,
    how: 'from before they are written to the last settle, median',
    measured: milliseconds,
    unit: 'ms',
    ideal,
    ...(many ? { target: { of: 'ratio', sense: 'at most', limit: 1.5 } } : {}),
  };
  if (!many) return [all];
  const counted = (name: string, measured: number, limit: number): Figure => ({
    name: `${documents} documents: ${name}`,
    how: 'counted by the stub',
    measured,
    unit: '',
    target: { of: 'figure', sense: 'at most', limit },
  });
  return [
    all,
    counted('requests each', requestsEach, 1),
    counted('most requests in flight', mostInFlight, inFlight),
    counted('answers 429', refused, 0),
  ];
}

function stubFigure(milliseconds: number): Figure {
  return {
    name: `${createdAlone} documents, the stub alone`,
    how: `the functions' client without anything else, ${inFlight} at a time`,
    measured: milliseconds,
    unit: 'ms',
    ideal: Math.ceil(createdAlone / inFlight) * latencyMs,
  };
}

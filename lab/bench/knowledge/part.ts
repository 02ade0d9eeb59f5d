import { type BenchStack, startBenchStack } from '../bench-stack.ts';
import type { MeasureOptions, Part } from '../part.ts';
import { median } from '../statistics.ts';
import { type Figure, figureTable } from '../table.ts';
import { measureIsolation } from './isolation.ts';
import { createRemotely } from './stub-alone.ts';
import { createDocuments, lastWritten } from './writing.ts';

/** Latency of the ElevenLabs stub. */
const latencyMs = 50;

/** The stub's limit of concurrent requests, equal to the default of `ELEVENLABS_CONCURRENCY`. */
const inFlight = 3;

const sizes = [
  { documents: 1, repetitions: 9 },
  { documents: 20, repetitions: 5 },
  { documents: 100, repetitions: 3 },
  { documents: 500, repetitions: 2 },
];

/** Documents created at the stub directly, to measure the stub alone. */
const createdAlone = 100;

const quickSizes = [
  { documents: 1, repetitions: 2 },
  { documents: 20, repetitions: 1 },
];

const note = `A run waits for a slot before its claim, so that it sends at once, and frees the slot when the request ends. The difference to the ideal is the claim (a read and a write in a transaction) and, on a machine with few cores, everything else that runs on it. In the emulator all functions share one process and its three slots; a deployment has three in each instance. Costs lists the reads and writes per document.`;

interface Times {
  documents: number;
  milliseconds: number;
  refused: number;
  mostInFlight: number;
  requestsEach: number;
}

/** The time from creating documents until the last one is completed. */
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
  { onProgress }: MeasureOptions,
): Promise<Times> {
  const taken: number[] = [];
  stack.elevenLabs.requests.reset();
  for (let round = 0; round < repetitions; round += 1) {
    taken.push(await deliver(stack, `bench-${documents}-${round}`, documents));
    onProgress(`${documents} documents: ${taken.at(-1)?.toFixed(0)} ms`);
  }
  const { requests, mostInFlight } = stack.elevenLabs.requests.counters();
  const refused = stack.elevenLabs.requests.find().filter(({ status }) => status === 429).length;
  const requestsEach = requests / (documents * repetitions);
  return { documents, milliseconds: median(taken), refused, mostInFlight, requestsEach };
}

/** Creates documents in one commit and returns the milliseconds until the last one is completed. */
async function deliver(stack: BenchStack, prefix: string, documents: number): Promise<number> {
  const { db, elevenLabs } = stack;
  const ids = Array.from({ length: documents }, (_, index) => `${prefix}-${index}`);
  const before = elevenLabs.requests.find({ method: 'POST' }).length;
  const started = Date.now();
  const references = await createDocuments(db, ids);
  await elevenLabs.requests.waitFor({ method: 'POST' }, { count: before + documents, until: 'closed' });
  await stack.untilIdle();
  const settled = await lastWritten(db, references);
  const incomplete = settled.filter(({ status }) => status !== 'completed');
  if (incomplete.length > 0) throw new Error(`${incomplete.length} of ${documents} documents are not completed.`);
  return Math.max(...settled.map(({ at }) => at)) - started;
}

function figuresOf({ documents, milliseconds, refused, mostInFlight, requestsEach }: Times): Figure[] {
  const ideal = Math.ceil(documents / inFlight) * latencyMs;
  const many = documents === 500;
  const all: Figure = {
    name: documents === 1 ? '1 document' : `${documents} documents at once`,
    how: 'from before the commit to the last settle, median',
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
    counted('requests per document', requestsEach, 1),
    counted('peak concurrent requests', mostInFlight, inFlight),
    counted('429 answers', refused, 0),
  ];
}

function stubFigure(milliseconds: number): Figure {
  return {
    name: `${createdAlone} documents, the stub alone`,
    how: `the functions' HTTP client only, ${inFlight} at a time`,
    measured: milliseconds,
    unit: 'ms',
    ideal: Math.ceil(createdAlone / inFlight) * latencyMs,
  };
}

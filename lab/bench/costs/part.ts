import { memberOf } from '../../../local/stub/thesession/members.ts';
import { table } from '../../report/markdown-table.ts';
import { type BenchStack, startBenchStack } from '../bench-stack.ts';
import { type Engine, openEngine } from '../engine.ts';
import { createDocuments } from '../knowledge/writing.ts';
import type { Part } from '../part.ts';
import { type Figure, figureTable } from '../table.ts';
import { idleSweep, knowledgeOperations, type Operation } from './knowledge-operations.ts';
import { priceList, priceOf } from './prices.ts';
import { tunebookOperations } from './tunebook-operations.ts';

/** Latency of both stubs. */
const latencyMs = 50;

/** One a minute for 30 days. */
const sweepsAMonth = 30 * 24 * 60;

/** The usage of each operation and the price of a thousand. */
export const costs: Part = {
  name: 'costs',
  title: 'Costs',
  async measure({ onProgress }) {
    const stack = await startBenchStack('costs');
    const engine = openEngine(stack);
    try {
      stack.elevenLabs.settings.latencyMs = latencyMs;
      stack.theSession.settings.latencyMs = latencyMs;
      await warmUp(stack, engine);
      const sweep = await idleSweep(engine);
      const knowledge = await knowledgeOperations(stack, engine);
      const tunebook = await tunebookOperations(stack, engine);
      onProgress(`${knowledge.length + tunebook.length + 1} operations counted`);
      return describe(knowledge, tunebook, sweep);
    } finally {
      await engine.close();
      await stack.stop();
    }
  },
};

/** The first calls also load code and open connections. */
async function warmUp(stack: BenchStack, engine: Engine): Promise<void> {
  await idleSweep(engine);
  await createDocuments(stack.db, ['warm']);
  await (await stack.newUser()).call('syncTunebook', { memberId: memberOf(10, 60) });
  await stack.untilIdle();
}

function describe(knowledge: readonly Operation[], tunebook: readonly Operation[], sweep: Operation): string {
  const rows = [...knowledge, ...tunebook, sweep].map(({ name, usage }) => [
    name,
    String(usage.reads),
    String(usage.writes),
    String(usage.deletes),
    String(usage.invocations),
    String(usage.eventBytes),
    usage.computeSeconds.toFixed(1),
    dollars(1000 * priceOf(usage)),
  ]);
  const header = ['operation', 'reads', 'writes', 'deletes', 'invocations', 'event bytes', 'seconds', 'US$ per 1 000'];
  return `${table(header, rows)}

Prices are for 1 000 operations. Reads, writes and deletes are counted in the Admin SDK's requests, invocations by the emulator. Event bytes are the encoded documents in the events. Seconds are measured in the emulator and rounded up per invocation. The client's own writes are included; reads by listeners are not (one per change and viewer). The sweep runs every minute and costs ${dollars(sweepsAMonth * priceOf(sweep.usage))} US$ in 30 days.

${priceList}

${figureTable(knowledge.slice(0, 1).flatMap(happyPath))}`;
}

function happyPath({ functions }: Operation): Figure[] {
  const counted = (name: string, measured: number, limit: number): Figure => ({
    name,
    how: 'a new document without retries, counted in the requests of the functions',
    measured,
    unit: '',
    target: { of: 'figure', sense: 'at most', limit },
  });
  return [counted('reads of a document', functions.reads, 2), counted('writes of a document', functions.writes, 3)];
}

function dollars(amount: number): string {
  return amount.toFixed(amount < 0.1 ? 4 : 2);
}

import { discoverFunctions } from '../../../local/emulator/discover.ts';
import type { Part } from '../part.ts';
import { engine, readDeployment } from './deployment.ts';
import { figures } from './figures.ts';
import { installFramework } from './instance.ts';
import { type Measured, measureMemory } from './memory.ts';
import { type Deployment, type Result, type Scenario, simulate } from './simulate.ts';
import { describeBursts, describeChoices, describeFigures, describeMemory, describeSizes } from './tables.ts';

const seed = 1;

/** Requests to ElevenLabs: one creates or edits; a deletion also lists. */
const requests = { created: 1, updated: 1, deleted: 2 } as const;

const burst = 500;
const sizes = [1, burst, 10_000, 100_000];

/** Places in each instance of `onKnowledgeCreated` to compare the chosen number with. */
const otherPlaces = [20, 80, 500];

/** How bursts of documents are admitted, and the memory of events that wait. */
export const admission: Part = {
  name: 'admission',
  title: 'Bursts',
  document: 'docs/scale.md',
  async measure({ quick, onProgress }) {
    const { folder, manifest } = await discoverFunctions('bench-admission');
    const deployment = readDeployment(manifest);
    const run = (
      scenario: Pick<Scenario, 'operation' | 'documents'>,
      deployed = deployment,
      swept = engine,
    ): Result => {
      const result = simulate({ ...scenario, requests: requests[scenario.operation], seed }, deployed, swept, figures);
      onProgress(`${scenario.documents} ${scenario.operation}: ${result.seconds.toFixed(0)} s`);
      return result;
    };
    const largest = quick ? sizes.slice(0, 2) : sizes;
    const times = largest.map((documents) => ({ documents, result: run({ operation: 'created', documents }) }));
    const bursts = (['created', 'updated', 'deleted'] as const).map((operation) => {
      return { operation, options: deployment[operation], result: run({ operation, documents: burst }) };
    });
    const compared = largest.slice(1, 3);
    const choices = [deployment.created.concurrency, ...otherPlaces].map((places) => {
      const deployed = withPlaces(deployment, places);
      return { places, results: compared.map((documents) => run({ operation: 'created', documents }, deployed)) };
    });
    const wide = { ...engine, passSize: 3 * engine.passSize };
    const widePasses = compared.map((documents) => run({ operation: 'created', documents }, deployment, wide));
    const memory = await measureMemory(await installFramework(), folder, measured(deployment, quick), onProgress);
    return [
      describeSizes(times, deployment.created, engine),
      describeBursts(bursts),
      describeChoices(compared, deployment.created, choices, { passSize: wide.passSize, results: widePasses }),
      describeMemory(memory),
      describeFigures(),
    ].join('\n\n');
  },
};

function withPlaces<Deployed extends Deployment>(deployment: Deployed, concurrency: number): Deployed {
  return { ...deployment, created: { ...deployment.created, concurrency } };
}

/** As many events as an instance takes, or few. */
function measured(deployment: ReturnType<typeof readDeployment>, quick: boolean): Measured[] {
  const one = (name: string, type: Measured['type']): Measured => {
    const { concurrency, memoryMiB } = deployment[type];
    return { name, type, memoryMiB, events: quick ? 20 : concurrency };
  };
  return [
    one('onKnowledgeCreated', 'created'),
    one('onKnowledgeUpdated', 'updated'),
    one('onKnowledgeDeleted', 'deleted'),
  ];
}

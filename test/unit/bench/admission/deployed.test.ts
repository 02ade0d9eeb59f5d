import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { engine, readDeployment } from '../../../../lab/bench/admission/deployment.ts';
import { figures } from '../../../../lab/bench/admission/figures.ts';
import { largestEvent, largestEventBytes } from '../../../../lab/bench/admission/largest-event.ts';
import { simulate } from '../../../../lab/bench/admission/simulate.ts';
import { projectRoot } from '../../../../local/paths.ts';

const manifest = JSON.parse(await readFile(`${projectRoot}/test/unit/wiring/manifest.snap`, 'utf8'));
const operations = ['created', 'updated', 'deleted'] as const;

test('the options are those of the reviewed manifest', () => {
  const { created, sweep } = readDeployment(manifest);
  const { maxInstances, concurrency } = manifest.endpoints.onKnowledgeCreated;
  expect(created).toMatchObject({ maxInstances, concurrency, slots: 3 });
  expect(sweep).toMatchObject({ maxInstances: 1, concurrency: 1 });
});

test.each(operations)('a burst of 500 events of documents %s is not turned away', (operation) => {
  const scenario = { operation, documents: 500, requests: 1, seed: 1 };
  const { deliveries, ownWrites } = simulate(scenario, readDeployment(manifest), engine, figures);
  expect(deliveries).toEqual({ sent: 500, refused: 0, failed: 0, timedOut: 0, dropped: 0 });
  expect(ownWrites.refused).toBe(0);
});

test.each(operations)('the largest event of a document %s is as large as Eventarc allows', (type) => {
  const { body } = largestEvent(type, 'd', { status: 'pending' });
  expect(body.length).toBeLessThanOrEqual(largestEventBytes);
  expect(body.length).toBeGreaterThan(largestEventBytes - 100);
});

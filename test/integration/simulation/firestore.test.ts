import { randomUUID } from 'node:crypto';
import type { Firestore } from 'firebase-admin/firestore';
import pLimit from 'p-limit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Chance, Incidents, noFaults } from '../../simulation/engine/chance.ts';
import { Instances } from '../../simulation/engine/instances.ts';
import { Scheduler } from '../../simulation/engine/scheduler.ts';
import { Trace } from '../../simulation/engine/trace.ts';
import { type Concurrency, Database } from '../../simulation/firestore/database.ts';
import { openFirestore as openSimulated } from '../../simulation/firestore/firestore.ts';
import { drawOperations, type Operation, plain } from '../../simulation/firestore/random-operations.ts';
import { openFirestore } from '../firestore.ts';

const sequences = 150;
const operationsOfSequence = 12;

let db: Firestore;
let close: () => Promise<void>;

beforeAll(() => {
  ({ db, close } = openFirestore(`compare-${randomUUID().slice(0, 8)}`));
});

afterAll(() => close());

/** What each operation returned or threw, and every document at the end. */
async function outcomes(
  firestore: Firestore,
  collection: string,
  operations: readonly Operation[],
): Promise<unknown[]> {
  const seen: unknown[] = [];
  for (const { name, run } of operations) {
    const result = await run(firestore, collection).catch((error: { code?: unknown }) => ({ code: error.code }));
    seen.push([name, result]);
  }
  const { docs } = await firestore.collection(collection).get();
  return [...seen, docs.map((document) => [document.id, plain(document.data())])];
}

/** Runs a task against a simulated Firestore to its end. */
async function simulate<Result>(
  concurrency: Concurrency,
  tasks: ((firestore: Firestore) => Promise<Result>)[],
): Promise<Result[]> {
  const chance = new Chance(new Incidents(noFaults, new Set()), 1, 1);
  const scheduler = new Scheduler(new Trace(true), chance.stream(2));
  const database = new Database(scheduler, concurrency);
  const instances = new Instances(scheduler, chance.stream(3));
  const results: Result[] = [];
  for (const [place, work] of tasks.entries()) {
    instances.call({
      name: 'compare',
      pool: String(place),
      chance: chance.stream(10 + place),
      work: async (task) => await work(openSimulated(database, scheduler, task)),
      ended: (ending) => {
        if (ending.kind === 'threw') throw ending.error;
        if (ending.kind === 'returned') results.push(ending.value);
      },
    });
  }
  await scheduler.run();
  return results;
}

describe('the simulated Firestore, optimistic and pessimistic,', () => {
  const kinds: readonly Concurrency[] = ['optimistic', 'pessimistic'];

  test(`answers ${sequences} random sequences of operations as the emulator does`, async () => {
    const draw = (seed: number) =>
      drawOperations(new Chance(new Incidents(noFaults, new Set()), seed, 0), operationsOfSequence);
    const seeds = Array.from({ length: sequences }, (_, place) => place + 1);
    const limit = pLimit(10);
    const real = await Promise.all(seeds.map((seed) => limit(() => outcomes(db, `things-${seed}`, draw(seed)))));
    for (const [place, seed] of seeds.entries()) {
      for (const concurrency of kinds) {
        const [simulated] = await simulate(concurrency, [(firestore) => outcomes(firestore, 'things', draw(seed))]);
        expect({ seed, concurrency, outcomes: simulated }).toEqual({ seed, concurrency, outcomes: real[place] });
      }
    }
  }, 120_000);

  test('loses no write of transactions that meet, as the emulator does', async () => {
    const increment = async (firestore: Firestore) => {
      const reference = firestore.collection('counters').doc('a');
      await firestore.runTransaction(async (transaction) => {
        const { n = 0 } = (await transaction.get(reference)).data() ?? {};
        transaction.set(reference, { n: n + 1 });
      });
    };
    const total = async (firestore: Firestore) => (await firestore.collection('counters').doc('a').get()).get('n');
    await Promise.all(Array.from({ length: 4 }, () => increment(db)));
    const real = await total(db);
    for (const concurrency of kinds) {
      const seen: unknown[] = [];
      const incrementAndRead = async (firestore: Firestore) => {
        await increment(firestore);
        seen.push(await total(firestore));
      };
      await simulate(
        concurrency,
        Array.from({ length: 4 }, () => incrementAndRead),
      );
      expect([concurrency, Math.max(...seen.map(Number))]).toEqual([concurrency, real]);
    }
  });
});

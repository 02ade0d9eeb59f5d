import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { maxRuns } from '../../../functions/src/knowledge/delivery/schedule.ts';
import { knownHistories } from './model/known-histories.ts';
import { comeToRest, happen, histories, type Step } from './model/steps.ts';
import { World } from './model/world.ts';

/** What is checked after every step of a history, and once all has come to rest. */
interface Checks {
  afterEveryStep?: (world: World) => void;
  atRest?: (world: World) => void;
}

/**
 * Lets a history happen. The world itself refuses two live leases, a request without the lease, a
 * second create without a look-up, and an illegal change of status.
 */
async function live(history: readonly Step[], { afterEveryStep, atRest }: Checks): Promise<void> {
  const world = new World();
  for (const step of history) {
    await happen(world, step);
    afterEveryStep?.(world);
  }
  if (atRest === undefined) return;
  await comeToRest(world);
  atRest(world);
}

/** A document that is not completed has a run, is due or failed for good. */
function requireProgress({ store }: World): void {
  const sync = store.document?.sync;
  if (sync === undefined || sync.status === 'completed' || sync.status === 'pending') return;
  expect(sync.runs).toBeLessThanOrEqual(maxRuns);
  const due = sync.lease ?? sync.nextAttemptAt ?? sync.verifyAt;
  const forGood = sync.status === 'failed' && (sync.error?.retryable === false || sync.runs >= maxRuns);
  expect({ sync, proceeds: due !== null || forGood }).toMatchObject({ proceeds: true });
}

/** A completed document has one remote document with its text, unless that was deleted by hand. */
function requireInStep({ store, remote }: World): void {
  const { document } = store;
  if (document?.sync.status !== 'completed') return;
  const { tag, remoteName, elevenLabsId } = document.sync;
  const found = remote.bearing(tag ?? '');
  if (remote.lost && found.length === 0) return;
  expect(found).toEqual([expect.objectContaining({ id: elevenLabsId, name: remoteName, text: document.content })]);
}

/** The same, unless it has a run or a verification is due. */
function requireInStepOrVerified(world: World): void {
  const busy = world.stages.some(({ kind }) => kind !== 'ended');
  if (!busy && world.store.document?.sync.verifyAt === null) requireInStep(world);
}

/** No removal is pending, no document exists twice, and nothing remains of deleted documents. */
function requireRest(world: World): void {
  const { store, remote } = world;
  expect([...store.removals.keys()]).toEqual([]);
  const { document } = store;
  expect(remote.documents).toEqual(document === null ? [] : remote.bearing(document.sync.tag ?? ''));
  expect(remote.documents.length).toBeLessThanOrEqual(1);
  if (document === null) return;
  requireInStep(world);
  const { sync } = document;
  expect(sync).toMatchObject({ lease: null, nextAttemptAt: null, verifyAt: null });
  const lasting = sync.error?.retryable === false || sync.runs >= maxRuns;
  expect({ sync, rests: sync.status === 'completed' || (sync.status === 'failed' && lasting) }).toMatchObject({
    rests: true,
  });
}

describe('a history that breaks simpler designs', () => {
  test.each(Object.entries(knownHistories))('ends well: %s', async (_, history) => {
    const afterEveryStep = (world: World) => {
      requireProgress(world);
      requireInStepOrVerified(world);
    };
    await live(history, { afterEveryStep, atRest: requireRest });
  });
});

describe('three functions at work on one document, in any order', () => {
  const always = async (checks: Checks, numRuns: number) => {
    await fc.assert(
      fc.asyncProperty(histories, async (history) => await live(history, checks)),
      { numRuns },
    );
  };

  test('every state proceeds or is final', async () => {
    await always({ afterEveryStep: requireProgress }, 500);
  });

  test('a completed document without a run is in sync or due to be verified', async () => {
    await always({ afterEveryStep: requireInStepOrVerified }, 1_200);
  });

  test('everything ends in sync or failed for good, without duplicates and without remains of deleted documents', async () => {
    await always({ atRest: requireRest }, 1_200);
  });
});

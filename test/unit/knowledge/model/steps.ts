import fc from 'fast-check';
import type { Cause } from '../../../../functions/src/knowledge/delivery/claim.ts';
import { hour, minute } from '../sample-documents.ts';
import { type Fault, faults } from './remote.ts';
import type { World } from './world.ts';

/** One thing that happens. `worker` is one of three functions that know nothing of each other. */
export type Step =
  /** Claims what there is to do, or goes on where it stood, one step for each fault; then it stands still. */
  | { kind: 'work'; worker: number; cause: Cause; faults: Fault[] }
  | { kind: 'crash'; worker: number }
  | { kind: 'write'; title: string; content: string }
  | { kind: 'delete' }
  | { kind: 'hear of deletions'; twice: boolean }
  | { kind: 'remove'; fails: boolean }
  | { kind: 'lose'; which: number }
  | { kind: 'pass'; milliseconds: number }
  | { kind: 'pass to what is due' };

const worker = fc.nat({ max: 2 });
const fault = fc.oneof({ weight: 2, arbitrary: fc.constant<Fault>('none') }, fc.constantFrom(...faults));
const cause = fc.constantFrom<Cause>('automatic', 'automatic', 'automatic', 'manual');
const milliseconds = fc.constantFrom(20_000, 70_000, 70_000, 91_000, 6 * minute, 11 * minute, 25 * hour);
const write = fc.record({
  kind: fc.constant('write' as const),
  // Few texts, so that what was edited is edited back.
  title: fc.constantFrom('Hours', 'Times'),
  content: fc.constantFrom('Nine.', 'Ten.'),
});
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      kind: fc.constant('work' as const),
      worker,
      cause,
      faults: fc.array(fault, { minLength: 1, maxLength: 8, size: 'max' }),
    }),
  },
  { weight: 6, arbitrary: fc.constant({ kind: 'pass to what is due' as const }) },
  { weight: 4, arbitrary: write },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('pass' as const), milliseconds }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('crash' as const), worker }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('lose' as const), which: fc.nat({ max: 1 }) }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'delete' as const }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('hear of deletions' as const), twice: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('remove' as const), fails: fc.boolean() }) },
);

/** What may happen to one document, from its creation on. */
export const histories: fc.Arbitrary<Step[]> = fc
  .tuple(write, fc.array(step, { minLength: 4, maxLength: 24, size: 'max' }))
  .map(([first, others]) => [first, ...others]);

/** Lets one thing happen. */
export async function happen(world: World, step: Step): Promise<void> {
  switch (step.kind) {
    case 'work':
      await world.claim(step.worker, step.cause);
      for (const fault of step.faults) await world.step(step.worker, fault);
      return;
    case 'crash':
      return world.crash(step.worker);
    case 'write':
      world.store.create(step);
      return world.store.edit(step);
    case 'delete':
      return world.store.delete();
    case 'hear of deletions':
      return world.store.hearOfDeletions(step.twice);
    case 'remove':
      return await world.store.remove(world.remote, step.fails);
    case 'lose':
      return world.remote.lose(step.which);
    case 'pass':
      return world.pass(step.milliseconds);
    case 'pass to what is due':
      return world.pass((world.store.nextDueAt() ?? world.now) - world.now);
  }
}

/** Faults end, those who still work finish, the clock moves on past every due time, and the sweep runs. */
export async function comeToRest(world: World): Promise<void> {
  for (const worker of world.stages.keys()) await finish(world, worker);
  for (let pass = 0; pass < 12; pass += 1) {
    world.pass(25 * hour);
    world.store.hearOfDeletions(false);
    await world.store.remove(world.remote, false);
    await world.claim(0, 'automatic');
    await finish(world, 0);
  }
}

async function finish(world: World, worker: number): Promise<void> {
  for (let steps = 0; world.stages[worker]?.kind !== 'ended'; steps += 1) {
    if (steps > 20) throw new Error('a run without end');
    await world.step(worker, 'none');
  }
}

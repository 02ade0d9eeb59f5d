import { type ActWeights, scheduleActs } from '../engine/act-sequence.ts';
import type { Act, Chance } from '../engine/chance.ts';
import type { Scenario, ScenarioParts } from '../scenario.ts';
import { TunebookWorld } from './world.ts';

const acts: ActWeights = { import: 6, 'cancel import': 2, 'learn tune': 3, 'delete tune': 1, leave: 3 };

/** The longest lease of an import by every clock, in milliseconds. */
const leaseMs = 200_000;

/** One or two musicians with a tunebook each. */
export function createTunebookScenario(parts: ScenarioParts): Scenario {
  const { scheduler, chance } = parts;
  const world = new TunebookWorld(parts);
  const { instances, findings, promises, accounts } = world;
  const uids = chance.next() < 0.65 ? ['u1'] : ['u1', 'u2'];
  const sameMember = chance.next() < 0.5;
  const memberOf = (uid: string) => (uid === 'u1' || sameMember ? 1 : 2);
  return {
    instances,
    findings,
    begin() {
      for (const uid of uids) {
        accounts.add(uid);
        world.import(uid, memberOf(uid));
      }
      return scheduleActs(parts, acts, (act, own) => {
        if (own.incident(act, 1) !== null) perform(world, act, { uid: own.pick(uids), memberOf, chance: own });
      });
    },
    *recover() {
      // Past the lease of every import that died.
      scheduler.after(leaseMs, null, () => {});
      yield;
      for (const uid of promises.unfinishedLeavers()) world.leave(uid);
      yield;
      for (const uid of uids) {
        if (promises.hasLeft(uid)) continue;
        promises.beforeLastImport(uid);
        world.import(uid, memberOf(uid));
      }
      yield;
      promises.checkEnd(uids, memberOf);
    },
    neverRests: () => findings.break('one import runs at a time', 'there is no end'),
  };
}

function perform(
  world: TunebookWorld,
  act: Act,
  { uid, memberOf, chance }: { uid: string; memberOf: (uid: string) => number; chance: Chance },
) {
  switch (act) {
    case 'import':
      return world.import(uid, memberOf(uid), chance.pick(['want to learn', 'learned'] as const));
    case 'cancel import':
      return world.cancel(uid);
    case 'learn tune':
      return world.learn(uid, chance);
    case 'delete tune':
      return world.deleteTune(uid, chance);
    default:
      return world.leave(uid);
  }
}

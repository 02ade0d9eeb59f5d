import fc, { type Arbitrary } from 'fast-check';
import { learnStatuses } from '../../../functions/src/shared/learn-status.ts';
import { pageFaults } from './page-faults.ts';
import { type CommonStep, type TunebookSchedule, type TunebookStep, type UserStep, userNames } from './step.ts';

const user = fc.constantFrom(...userNames);
const learnStatus = fc.constantFrom(...learnStatuses);
const index = fc.nat({ max: 20 });

const page = fc.integer({ min: 1, max: 4 });
const names = fc.array(fc.constantFrom(...Object.keys(pageFaults)), { minLength: 1, maxLength: 4 });
const faults = fc.array(fc.record({ page, faults: names }), { maxLength: 3 });

const userStep: Arbitrary<UserStep> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('sync'), user, learnStatus, retry: fc.boolean(), faults }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('cancel'), user }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('set learn status'), user, index, learnStatus }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('delete tune'), user, index }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('expire lease'), user }) },
);

const ms = fc.constantFrom(100, 300, 700);
const nth = fc.integer({ min: 1, max: 6 });
const how = fc.constantFrom('conflict' as const, 'unavailable' as const);

const commonStep: Arbitrary<CommonStep> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('upstream'), user, page, faults: names }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('release') }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('crash') }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('outage'), ms }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('overload'), atOnce: fc.constantFrom(1, 2), ms }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('commit'), nth, how }) },
);

/** From no pause to more than the duration of a sync without faults. */
const pauseMs = fc.constantFrom(0, 0, 20, 100, 300);

const step: Arbitrary<TunebookStep> = fc
  .tuple(pauseMs, fc.oneof(userStep, commonStep))
  .map(([pause, chosen]) => ({ pauseMs: pause, ...chosen }));

/** None, one, around one page, and several pages. */
const tunes = fc.constantFrom(0, 1, 49, 50, 51, 120, 230);
const member = fc.record({ tunes, variant: fc.integer({ min: 1, max: 2 }) });
const owned = fc.constantFrom(0, 3, 60);

/** A random schedule. It starts with a sync, since most steps need one. */
export const tunebookSchedule: Arbitrary<TunebookSchedule> = fc
  .record({
    members: fc.record({ u: member, v: member, w: member }),
    owned: fc.record({ u: owned, v: owned, w: owned }),
    first: fc.record({
      kind: fc.constant('sync' as const),
      user: fc.constant('u' as const),
      learnStatus,
      retry: fc.boolean(),
      faults,
    }),
    rest: fc.array(step, { maxLength: 14, size: 'max' }),
  })
  .map(({ first, rest, ...others }) => ({ ...others, steps: [{ pauseMs: 0, ...first }, ...rest] }));

import fc, { type Arbitrary } from 'fast-check';
import { learnStatuses } from '../../../functions/src/shared/learn-status.ts';
import { pageFaults } from './page-faults.ts';
import { type SurroundingStep, type TunebookSchedule, type TunebookStep, type UserStep, userNames } from './step.ts';

const user = fc.constantFrom(...userNames);
const learnStatus = fc.constantFrom(...learnStatuses);
const place = fc.nat({ max: 20 });

const page = fc.integer({ min: 1, max: 4 });
const faults = fc.array(fc.constantFrom(...Object.keys(pageFaults)), { minLength: 1, maxLength: 4 });
const meets = fc.array(fc.record({ page, faults }), { maxLength: 3 });

const userStep: Arbitrary<UserStep> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('sync'), user, learnStatus, retry: fc.boolean(), meets }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('cancel'), user }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('learn'), user, place, learnStatus }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('forget'), user, place }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('expire lease'), user }) },
);

const ms = fc.constantFrom(100, 300, 700);
const nth = fc.integer({ min: 1, max: 6 });
const how = fc.constantFrom('conflict' as const, 'unavailable' as const);

const surroundingStep: Arbitrary<SurroundingStep> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('upstream'), user, page, faults }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('release') }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('crash') }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('outage'), ms }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('overload'), atOnce: fc.constantFrom(1, 2), ms }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('commit'), nth, how }) },
);

/** Pauses from none to longer than a sync without faults takes, in milliseconds. */
const pauseMs = fc.constantFrom(0, 0, 20, 100, 300);

const step: Arbitrary<TunebookStep> = fc
  .tuple(pauseMs, fc.oneof(userStep, surroundingStep))
  .map(([pause, taken]) => ({ pauseMs: pause, ...taken }));

/** Numbers of tunes: none, one, a page and its neighbours, several pages. */
const tunes = fc.constantFrom(0, 1, 49, 50, 51, 120, 230);
const member = fc.record({ tunes, variant: fc.integer({ min: 1, max: 2 }) });
const owned = fc.constantFrom(0, 3, 60);

/** A schedule. It begins with a sync, or most of it would meet nothing. */
export const tunebookSchedule: Arbitrary<TunebookSchedule> = fc
  .record({
    members: fc.record({ u: member, v: member, w: member }),
    owned: fc.record({ u: owned, v: owned, w: owned }),
    first: fc.record({
      kind: fc.constant('sync' as const),
      user: fc.constant('u' as const),
      learnStatus,
      retry: fc.boolean(),
      meets,
    }),
    rest: fc.array(step, { maxLength: 14, size: 'max' }),
  })
  .map(({ first, rest, ...others }) => ({ ...others, steps: [{ pauseMs: 0, ...first }, ...rest] }));

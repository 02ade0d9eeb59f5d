import fc, { type Arbitrary } from 'fast-check';
import type { EmulatorFault, EventFunction } from '../emulator-control.ts';
import { type ClientStep, type CommonStep, type DocumentStep, documentNames, type Step } from './step.ts';
import { upstreamFaults } from './upstream-faults.ts';

const document = fc.constantFrom(...documentNames);
const client = fc.constantFrom<0 | 1>(0, 1);
/** Few values, so that an edit can revert an earlier one. */
const choice = fc.nat({ max: 2 });
const wholeText = fc.record({ title: choice, content: choice });
const change = fc.oneof(fc.record({ title: choice }), fc.record({ content: choice }), wholeText);

const faultNames = fc.constantFrom(...Object.keys(upstreamFaults));
const faults = fc.oneof(
  { weight: 2, arbitrary: fc.constant<string[]>([]) },
  { weight: 3, arbitrary: fc.array(faultNames, { minLength: 1, maxLength: 4 }) },
);

const clientStep: Arbitrary<ClientStep> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('create'), document, client, faults, text: wholeText }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('edit'), document, client, faults, text: change }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('edit tags'), document, client, faults }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('delete'), document, client, faults }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('retry'), document, client, faults }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('namesake'), document, client, faults, text: wholeText }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('replace'), document, client, faults, text: wholeText }) },
);

const method = fc.constantFrom(null, null, 'POST' as const, 'PATCH' as const, 'GET' as const, 'DELETE' as const);
const someFaults = fc.array(faultNames, { minLength: 1, maxLength: 4 });
const dueStep = fc.constantFrom(
  'expire lease' as const,
  'retry due' as const,
  'verification due' as const,
  'removals due' as const,
);

const documentStep: Arbitrary<DocumentStep> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('upstream'), document, method, faults: someFaults }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('release'), document }) },
  { weight: 4, arbitrary: fc.record({ kind: dueStep, document }) },
);

const events = ['onKnowledgeCreated', 'onKnowledgeUpdated', 'onKnowledgeDeleted'] as const satisfies EventFunction[];
const event = fc.constantFrom(...events);
/** Not the delete event: only reconciliation can detect its loss. */
const losable = fc.constantFrom('onKnowledgeCreated' as const, 'onKnowledgeUpdated' as const);
const failure = fc.constantFrom(
  'returnError' as const,
  'timeout' as const,
  'dropConnection' as const,
  'crashRunner' as const,
);

const emulatorFault: Arbitrary<EmulatorFault> = fc.oneof(
  fc.record({ kind: fc.constant('duplicate'), function: event, count: fc.integer({ min: 1, max: 3 }) }),
  fc.record({ kind: fc.constant('late'), function: event, seconds: fc.constantFrom(1, 2) }),
  fc.record({ kind: fc.constant('undelivered'), function: event, how: failure }),
  fc.record({ kind: fc.constant('lost event'), function: losable }),
  fc.record({
    kind: fc.constant('commit'),
    nth: fc.integer({ min: 1, max: 4 }),
    how: fc.constantFrom('conflict' as const, 'unavailable' as const),
  }),
);

const briefly = fc.constantFrom(100, 300, 700);
const commonStep: Arbitrary<CommonStep> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('sweep') }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('crash') }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('outage'), ms: briefly }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('wrong key'), ms: briefly }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('overload'), atOnce: fc.constantFrom(1, 2), ms: briefly }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('redeliver') }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('emulator'), fault: emulatorFault }) },
);

/** From no pause to more than the duration of a run without faults. */
const pauseMs = fc.constantFrom(0, 0, 5, 20, 50, 100, 250);

const step: Arbitrary<Step> = fc
  .tuple(
    pauseMs,
    fc.oneof(
      { weight: 4, arbitrary: clientStep },
      { weight: 3, arbitrary: documentStep },
      { weight: 2, arbitrary: commonStep },
    ),
  )
  .map(([pause, chosen]) => ({ pauseMs: pause, ...chosen }));

/** A random schedule. It starts with a create, since most steps need a document. */
export const schedule: Arbitrary<Step[]> = fc
  .tuple(
    fc.record({
      kind: fc.constant('create' as const),
      pauseMs: fc.constant(0),
      document: fc.constant('a' as const),
      client: fc.constant(0 as const),
      faults,
      text: wholeText,
    }),
    fc.array(step, { maxLength: 24, size: 'max' }),
  )
  .map(([first, rest]) => [first, ...rest]);

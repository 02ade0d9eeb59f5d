import type { Cause } from '../../../../functions/src/knowledge/delivery/claim.ts';
import type { Fault } from './remote.ts';
import type { Step } from './steps.ts';

const write = (content: string, title = 'Hours'): Step => ({ kind: 'write', title, content });
/** A function does as many steps as there are faults: a request and its fence take two. */
const work = (worker: number, faults: Fault[], cause: Cause = 'automatic'): Step => ({
  kind: 'work',
  worker,
  cause,
  faults,
});
const crash = (worker: number): Step => ({ kind: 'crash', worker });
const pass = (milliseconds: number): Step => ({ kind: 'pass', milliseconds });
const untilDue: Step = { kind: 'pass to what is due' };
const deleted: Step = { kind: 'delete' };
const heard: Step = { kind: 'hear of deletions', twice: false };
const heardTwice: Step = { kind: 'hear of deletions', twice: true };
const removed: Step = { kind: 'remove', fails: false };
const wholeRun: Fault[] = ['none', 'none', 'none', 'none'];
const threeRefusals: Fault[] = ['429', 'none', '429', 'none', '429', 'none'];

/** Histories that broke earlier services, or an earlier state of this one. */
export const knownHistories: Readonly<Record<string, Step[]>> = {
  'crash before anything was sent': [write('Nine.'), work(0, []), crash(0), untilDue, work(1, wholeRun)],
  'crash after the create': [write('Nine.'), work(0, ['none']), crash(0), untilDue, work(1, wholeRun)],
  'crash after a create that is processed when the successor has looked': [
    write('Nine.'),
    work(0, ['429']),
    pass(70_000),
    work(0, ['none', 'processed late']),
    crash(0),
    untilDue,
    work(1, wholeRun),
  ],
  'lost reply, retried by hand': [
    write('Nine.'),
    work(0, ['reply lost', 'none', 'look-up 503', 'none']),
    work(1, wholeRun, 'manual'),
  ],
  'lost reply, then a new title': [
    write('Nine.'),
    work(0, ['reply lost', 'none', 'look-up 503', 'none']),
    write('Nine.', 'Times'),
    work(1, wholeRun),
  ],
  'edited, reply lost, edited back': [
    write('Nine.'),
    work(0, wholeRun),
    write('Ten.'),
    work(0, ['reply lost', 'none', '422', 'none']),
    write('Nine.'),
    work(1, wholeRun),
  ],
  'edited and edited back while it is sent': [
    write('Nine.'),
    work(0, ['none']),
    write('Ten.'),
    write('Nine.'),
    work(0, wholeRun),
  ],
  'two edits while it is sent, the first of them unseen': [
    write('Nine.'),
    work(0, ['none']),
    write('Ten.'),
    work(1, wholeRun),
    write('Ten.', 'Times'),
    work(0, wholeRun),
  ],
  'a run wakes up after its successor has ended': [
    write('Nine.'),
    work(0, ['none']),
    untilDue,
    work(1, wholeRun),
    work(0, wholeRun),
  ],
  'a run wakes up before it has sent': [
    write('Nine.'),
    work(0, []),
    untilDue,
    work(1, []),
    work(0, wholeRun),
    work(1, wholeRun),
  ],
  'three clicks on Retry': [
    write('Nine.'),
    ...[0, 1, 2].map((worker) => work(worker, ['none'], 'manual')),
    ...[0, 1, 2].map((worker) => work(worker, wholeRun, 'manual')),
  ],
  'the event again after completion': [write('Nine.'), work(0, wholeRun), work(1, wholeRun), work(2, wholeRun)],
  'a create that is processed when the look-up has found nothing': [
    write('Nine.'),
    work(0, ['processed late', 'none', 'none', 'none']),
    untilDue,
    work(1, wholeRun),
  ],
  'deleted while it is sent': [write('Nine.'), work(0, ['none']), deleted, heard, work(0, wholeRun), removed],
  'deleted in a second run, with a create of the first still to come': [
    write('Nine.'),
    work(0, ['processed late', 'none', ...threeRefusals.slice(2)]),
    pass(70_000),
    work(1, ['none']),
    deleted,
    heard,
    work(1, wholeRun),
    removed,
  ],
  'deleted and made again while it is sent': [
    write('Nine.'),
    work(0, ['none']),
    deleted,
    write('Ten.'),
    work(1, wholeRun),
    work(0, wholeRun),
    heardTwice,
    removed,
    heard,
    removed,
  ],
  'deleted at ElevenLabs by hand, then edited': [
    write('Nine.'),
    work(0, wholeRun),
    { kind: 'lose', which: 0 },
    write('Ten.'),
    work(0, ['none', 'none', 'none', 'none']),
  ],
  'too many requests, run after run': [
    write('Nine.'),
    ...Array.from({ length: 8 }, () => [work(0, threeRefusals), untilDue]).flat(),
  ],
  'abandoned, run after run': [
    write('Nine.'),
    ...Array.from({ length: 9 }, () => [work(0, ['reply lost']), crash(0), untilDue]).flat(),
  ],
};

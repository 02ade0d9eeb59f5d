import type { MeasuredDocument } from '../../report/measured-document.ts';

export const reliability: MeasuredDocument = {
  path: 'docs/reliability.md',
  parts: [
    { name: 'schedules', title: 'Random schedules' },
    { name: 'standing', title: 'Named scenarios and hostile input' },
    { name: 'sizes', title: 'Memory at the largest sizes' },
    { name: 'mutation', title: 'Mutation testing' },
  ],
  head: `# Reliability

The guarantees of Reelsync under faults, and how they are tested. Each section is measured and written by the command it names; no figure is edited by hand.

The tests run the deployed functions in the local emulator. Both upstream services are stubs on real sockets that keep state and can hold, delay, drop and refuse requests. A schedule is a random sequence of client actions (create, edit, delete, retry, sync, cancel) and faults, generated from a seed: the same seed gives the same schedules, though not the same timing. After a schedule all faults end, every lease, retry, verification and removal is made due, the sweep runs, and the state is compared with what the clients wrote:

- Every existing document is completed, or failed for a permanent reason that occurred, or failed because faults used up its seven runs.
- Each completed document has exactly one remote document, with the newest title and text. A deleted document has none, and there are no orphans.
- No lease is held, no work is pending, and no run or attempt exceeds its limit.
- Every listener saw legal transitions only.
- A collection contains what was there before and what the tunebook has. Learn statuses that the musician set are unchanged, the percentage never falls, and the counts are correct.
- The logs contain no key, header, token or document text.

A schedule with a violation prints its seed, its index and the smallest schedule found with a violation. Repeat it with \`npm run test:faults -- --trial knowledge --seed SEED --path INDEX\`.
`,
};

import type { MeasuredDocument } from '../../report/measured-document.ts';

/** Where the figures of the fault tests are written. */
export const reliability: MeasuredDocument = {
  path: 'docs/reliability.md',
  parts: [
    { name: 'schedules', title: 'Random schedules' },
    { name: 'standing', title: 'Named scenarios and hostile input' },
    { name: 'sizes', title: 'Memory at the largest sizes' },
    { name: 'mutation', title: 'Mutation testing' },
  ],
  head: `# Reliability

What Reelsync promises under faults, and what was tried against it. Every figure was measured and written by the command that stands beside it; none is written by hand.

The functions are the deployed ones, in the local emulator; both upstream services are stubs on real sockets that keep state and hold, delay, break and refuse requests to order. A schedule is a random order of what clients do (create, edit, delete, retry, sync, cancel) and of what goes wrong, drawn from a seed: the same seed draws the same schedules, though not the same milliseconds. Then all faults end, time goes on past every lease, try, verification and removal, the sweep runs, and everything is compared with what the clients wrote:

- every live document is completed, or failed for a permanent reason that really occurred, or because faults had used up its seven runs;
- each completed one has exactly one remote document, with the newest title and text; a deleted one has none, and nothing else is there;
- no lease is held, nothing is outstanding, no run and no attempt beyond the budget was made;
- every listener saw legal steps only;
- a collection is what was there and what the tunebook holds, no learn status decided by its musician changed, percent never fell, the counts are true;
- the logs hold no key, no header, no token and no text of a document.

A schedule that breaks a promise prints its seed, its place and the smallest schedule found that still breaks it; \`npm run test:faults -- --trial knowledge --seed SEED --path PLACE\` runs it again.
`,
};

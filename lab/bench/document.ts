import type { MeasuredDocument } from '../report/measured-document.ts';
import { coldStart } from './cold-start/part.ts';
import { costs } from './costs/part.ts';
import { knowledge } from './knowledge/part.ts';
import { live } from './live/part.ts';
import type { Part } from './part.ts';
import { toolchain } from './toolchain/part.ts';
import { tunebook } from './tunebook/part.ts';
import { weight } from './weight/part.ts';

/** Every part of the benchmarks, in the order of the document. */
export const parts: readonly Part[] = [tunebook, knowledge, costs, coldStart, live, weight, toolchain];

/** Where the figures of the benchmarks are written. */
export const benchmarks: MeasuredDocument = {
  path: 'docs/benchmarks.md',
  parts,
  head: `# Benchmarks

Every figure here was measured and written by \`npm run bench\`; none is written by hand. \`npm run bench -- --only tunebook,weight\` measures parts and leaves the other tables as they are. Machines differ and so do the times: the **ratio** to the ideal, measured or reckoned in the same run, is what counts. Each part says when and on what it was measured.

The functions are those that are deployed, in the local emulator, against stubs of both services that answer after a fixed time. Production differs: see the notes.
`,
};

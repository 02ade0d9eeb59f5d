import type { MeasuredDocument } from '../report/measured-document.ts';
import { coldStart } from './cold-start/part.ts';
import { costs } from './costs/part.ts';
import { knowledge } from './knowledge/part.ts';
import { live } from './live/part.ts';
import type { Part } from './part.ts';
import { toolchain } from './toolchain/part.ts';
import { tunebook } from './tunebook/part.ts';
import { weight } from './weight/part.ts';

/** In the order of the document. */
export const parts: readonly Part[] = [tunebook, knowledge, costs, coldStart, live, weight, toolchain];

export const benchmarks: MeasuredDocument = {
  path: 'docs/benchmarks.md',
  parts,
  head: `# Benchmarks

\`npm run bench\` measures and writes every figure; none is edited by hand. \`npm run bench -- --only tunebook,weight\` measures single parts and keeps the other tables. Times depend on the machine, so compare the **ratio** to the ideal, which is measured or calculated in the same run. Each part states its date and machine.

The deployed functions run in the local emulator against stubs of both services with a fixed latency. The notes say how production differs.
`,
};

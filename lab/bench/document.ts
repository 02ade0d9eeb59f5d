import type { MeasuredDocument } from '../report/measured-document.ts';
import { admission } from './admission/part.ts';
import { backfill } from './backfill/part.ts';
import { coldStart } from './cold-start/part.ts';
import { costs } from './costs/part.ts';
import { crowd } from './crowd/part.ts';
import { introduction } from './introduction.ts';
import { knowledge } from './knowledge/part.ts';
import { live } from './live/part.ts';
import { page } from './page/part.ts';
import type { Part } from './part.ts';
import { toolchain } from './toolchain/part.ts';
import { tunebook } from './tunebook/part.ts';
import { weight } from './weight/part.ts';

/** In the order of the document. */
export const parts: readonly Part[] = [
  tunebook,
  crowd,
  knowledge,
  backfill,
  admission,
  costs,
  coldStart,
  live,
  page,
  weight,
  toolchain,
];

export const benchmarks: MeasuredDocument = {
  path: 'docs/benchmarks.md',
  parts: parts.filter(({ document }) => document === undefined),
  head: introduction,
};

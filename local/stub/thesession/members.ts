import { demoMembers } from './demo-members.ts';
import { flawedEntries } from './flawed-entries.ts';
import { tuneAt } from './tunes.ts';

export type Tunebook =
  | { state: 'unknown' }
  | { state: 'private' }
  | { state: 'open'; name: string; total: number; entries(start: number, count: number): readonly unknown[] };

/** Member ids of generated members encode the variant (millions) and the number of tunes. */
const variantStep = 1_000_000;

/** Each variant has its own range of this many tunes. */
const variantTunes = 200_000;
const variants = 100;

/**
 * The id of a generated member with this many tunes, 0 to 200 000. Variants 1 to 99 share no tunes;
 * variant 0, the default, shares its tunes with the demo members.
 *
 * @throws RangeError outside these bounds.
 */
export function memberOf(count: number, variant = 0): number {
  if (!isWhole(count, variantTunes + 1) || !isWhole(variant, variants)) {
    throw new RangeError(`No member has ${count} tunes in variant ${variant}.`);
  }
  return (variant + 1) * variantStep + count;
}

/** Prime and above every count, so that steps of it reach each place of a tunebook once. */
const strides = [
  200_003, 200_009, 200_017, 200_023, 200_029, 200_033, 200_041, 200_063, 200_087, 200_117, 200_131, 200_153, 200_159,
  200_171, 200_177, 200_183, 200_191, 200_201, 200_227, 200_231,
] as const;

/** The id of a member with the tunes of `memberOf(count)` in one of 20 orders, 0 to 19. Throws RangeError. */
export function memberInOrder(count: number, order: number): number {
  if (!isWhole(order, strides.length)) throw new RangeError(`There is no order ${order}.`);
  return memberOf(count) + (variants + order) * variantStep;
}

export function tunebookOf(memberId: number): Tunebook {
  const variant = Math.floor(memberId / variantStep) - 1;
  const count = memberId % variantStep;
  const stride = strides[variant - variants];
  if (stride !== undefined && count <= variantTunes) return tunesOf(`Member Of ${count}`, count, { stride });
  if (variant >= 0 && variant < variants && count <= variantTunes) {
    return tunesOf(`Member Of ${count}`, count, { firstIndex: variant * variantTunes });
  }
  const member = demoMembers.find(({ id }) => id === memberId);
  if (member === undefined) return { state: 'unknown' };
  switch (member.id) {
    case 410:
      return { state: 'private' };
    case 7:
      return tunesOf(member.name, 0);
    case 99:
      return {
        state: 'open',
        name: member.name,
        total: flawedEntries.length,
        entries: (start, length) => flawedEntries.slice(start, start + length),
      };
    case 150:
      return shiftingTunes(member.name, 150);
    default:
      return tunesOf(member.name, member.id);
  }
}

function tunesOf(name: string, total: number, { firstIndex = 0, stride = 1 } = {}): Tunebook {
  return {
    state: 'open',
    name,
    total,
    entries: (start, count) =>
      Array.from({ length: Math.max(0, Math.min(count, total - start)) }, (_, offset) =>
        tuneAt(firstIndex + (((start + offset) * stride) % total)),
      ),
  };
}

/**
 * Imitates a list that shifts between two page requests: the last tune moves to the front after page
 * 1, so the last tune of page 1 repeats on page 2 and the moved tune is missed.
 */
function shiftingTunes(name: string, total: number): Tunebook {
  return {
    state: 'open',
    name,
    total,
    entries: (start, count) =>
      Array.from({ length: Math.max(0, Math.min(count, total - start)) }, (_, offset) =>
        tuneAt(start === 0 ? offset : start + offset - 1),
      ),
  };
}

function isWhole(value: number, below: number): boolean {
  return Number.isInteger(value) && value >= 0 && value < below;
}

import { demoMembers } from './demo-members.ts';
import { flawedEntries } from './flawed-entries.ts';
import { tuneAt } from './tunes.ts';

/** A tunebook, or why there is none to see. */
export type Tunebook =
  | { state: 'unknown' }
  | { state: 'private' }
  | { state: 'open'; name: string; total: number; entries(start: number, count: number): readonly unknown[] };

/** Members by rule: this much apart, and each variant has other tunes. */
const variantStep = 1_000_000;
const variantTunes = 200_000;
const variants = 100;

/**
 * The id of a member who has exactly this many tunes, 0 to 200 000; every variant from 1 to 99 has
 * tunes of its own, while variant 0 shares them with the demo members. Nothing needs registering.
 *
 * @throws RangeError outside these bounds.
 */
export function memberOf(count: number, variant = 0): number {
  if (!isWhole(count, variantTunes + 1) || !isWhole(variant, variants)) {
    throw new RangeError(`There is no member of ${count} tunes in variant ${variant}.`);
  }
  return (variant + 1) * variantStep + count;
}

/** The tunebook of a member. */
export function tunebookOf(memberId: number): Tunebook {
  const variant = Math.floor(memberId / variantStep) - 1;
  const count = memberId % variantStep;
  if (variant >= 0 && variant < variants && count <= variantTunes) {
    return tunesOf(`Member Of ${count}`, count, variant * variantTunes);
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

function tunesOf(name: string, total: number, firstIndex = 0): Tunebook {
  return {
    state: 'open',
    name,
    total,
    entries: (start, count) =>
      Array.from({ length: Math.max(0, Math.min(count, total - start)) }, (_, offset) =>
        tuneAt(firstIndex + start + offset),
      ),
  };
}

/**
 * As if the last tune had moved to the front once the first page was out: the last tune of the first
 * page comes again on the second, and the one that moved is missed.
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

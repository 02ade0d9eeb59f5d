import { describe, expect, test } from 'vitest';
import { isFullAudit } from '../../../functions/src/knowledge/audit.ts';
import { chooseDue, passSize } from '../../../functions/src/knowledge/sweep.ts';

const many = (prefix: string, count: number, since: number) =>
  Array.from({ length: count }, (_, place) => ({ id: `${prefix}-${place}`, kind: 'document' as const, since }));
const countOf = (chosen: { id: string }[], prefix: string) => chosen.filter(({ id }) => id.startsWith(prefix)).length;

describe('the places of a pass', () => {
  test('are shared, so that the oldest backlog leaves eight to every other kind', () => {
    const chosen = chooseDue([
      many('pending', 50, 1),
      many('lease', 50, 2),
      many('retry', 50, 3),
      many('verification', 50, 4),
      many('removal', 50, 5),
    ]);
    expect(chosen).toHaveLength(passSize);
    expect(countOf(chosen, 'pending')).toBe(18);
    for (const kind of ['lease', 'retry', 'verification', 'removal']) expect(countOf(chosen, kind)).toBe(8);
  });

  test('that one kind leaves unused go to what is due longest', () => {
    const chosen = chooseDue([many('pending', 50, 5), [], many('retry', 30, 1), [], many('removal', 2, 9)]);
    expect([countOf(chosen, 'pending'), countOf(chosen, 'retry'), countOf(chosen, 'removal')]).toEqual([18, 30, 2]);
  });

  test('give their slots to each kind in turn, however old the backlog of another is', () => {
    const chosen = chooseDue([many('pending', 50, 1), [], [], many('verification', 9, 4), many('removal', 9, 5)]);
    const first = chosen.slice(0, 24);
    for (const kind of ['pending', 'verification', 'removal']) expect(countOf(first, kind)).toBe(8);
    expect(first.slice(0, 3).map(({ id }) => id)).toEqual(['pending-0', 'verification-0', 'removal-0']);
  });

  test('count a document that is due twice once', () => {
    const twice = many('both', 3, 1);
    expect(chooseDue([twice, twice])).toHaveLength(3);
  });
});

test('an audit compares in full once a day, by the time it was scheduled for, however late it runs', () => {
  const day = Date.UTC(2026, 0, 5);
  const hours = Array.from({ length: 24 }, (_, hour) => new Date(day + (hour * 60 + 40) * 60_000).toISOString());
  expect(hours.filter(isFullAudit)).toEqual(['2026-01-05T00:40:00.000Z']);
});

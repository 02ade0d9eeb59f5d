import { describe, expect, test } from 'vitest';
import type { Tune } from '../../../web/src/tunebook/tune.ts';
import { allTunes, countBy, matchingTunes, type TuneFilter } from '../../../web/src/tunebook/tune-filter.ts';
import { foldText } from '../../../web/src/ui/folded-text.ts';

function tune(name: string, change: Partial<Tune> = {}): Tune {
  const dates = { learnedAt: null, addedAt: null };
  const words = { name, type: 'Jig', learnStatus: 'learning', notes: '', searchText: foldText(name) } as const;
  return { id: name, ...words, ...dates, unsent: false, ...change };
}

const tunes = [
  tune('Tune 10', { type: 'Reel', addedAt: new Date(3) }),
  tune('Tune 9', { learnStatus: 'learned', addedAt: new Date(1) }),
  tune('Áine', { type: 'Reel', addedAt: new Date(2) }),
];

function names(change: Partial<TuneFilter>): string[] {
  return matchingTunes(tunes, { ...allTunes, ...change }).map(({ name }) => name);
}

describe('the tunes that are shown', () => {
  test.each([
    [{}, ['Áine', 'Tune 9', 'Tune 10']],
    [{ order: 'type' }, ['Tune 9', 'Áine', 'Tune 10']],
    [{ order: 'added' }, ['Tune 10', 'Áine', 'Tune 9']],
    [{ status: 'learned' }, ['Tune 9']],
    [{ type: 'Reel' }, ['Áine', 'Tune 10']],
    [{ typed: 'aine' }, ['Áine']],
    [{ type: 'Reel', typed: 'tune' }, ['Tune 10']],
  ] as const)('with %j are %j', (filter, expected) => {
    expect(names(filter)).toEqual(expected);
  });
});

test('tunes are counted by type and by status', () => {
  expect(countBy(tunes, 'type')).toEqual(
    new Map([
      ['Reel', 2],
      ['Jig', 1],
    ]),
  );
  expect(countBy(tunes, 'learnStatus')).toEqual(
    new Map([
      ['learning', 2],
      ['learned', 1],
    ]),
  );
});

import { expect, test } from 'vitest';
import { createIntake, intakeSize } from '../../../functions/src/tunebook/intake.ts';

const entry = (id: number) => ({ id, name: `Tune ${id}`, type: 'jig' });

test('a tune that comes again, on the same page or a later one, is left out', () => {
  const take = createIntake();
  expect(take([entry(1), entry(2), entry(1)]).tunes.map(({ tuneId }) => tuneId)).toEqual([1, 2]);
  const second = take([entry(2), { id: 3 }, { id: 3 }, entry(4)]);
  expect(second.tunes.map(({ tuneId }) => tuneId)).toEqual([4]);
  expect(second.incomplete).toEqual([3]);
  expect(intakeSize(second)).toBe(2);
  expect(intakeSize(take([entry(3), entry(4)]))).toBe(0);
});

test('entries that cannot be used count one by one, those with the same number once', () => {
  const take = createIntake();
  const page = take([null, null, { id: 1.5 }, { id: 1.5 }, {}]);
  expect(page.unusable.map(({ tuneId }) => tuneId)).toEqual([null, null, 1.5, null]);
  expect(intakeSize(page)).toBe(4);
});

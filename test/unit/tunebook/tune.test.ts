import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readEntry, titleCase } from '../../../functions/src/tunebook/tune.ts';

const entry = { id: 27, name: 'Drowsy Maggie', type: 'reel', url: 'https://thesession.org/tunes/27' };
const tune = { tuneId: 27, name: 'Drowsy Maggie', type: 'Reel', url: 'https://thesession.org/tunes/27' };

test('an entry becomes a tune and its other fields are dropped', () => {
  expect(readEntry({ ...entry, member: { id: 1 }, date: '2001-05-14 19:45:20' })).toEqual({ kind: 'complete', tune });
});

describe('an entry', () => {
  test.each([
    ['without a name', { ...entry, name: undefined }],
    ['with an empty name', { ...entry, name: '' }],
    ['with a blank name', { ...entry, name: ' \n' }],
    ['with a number as its name', { ...entry, name: 12 }],
    ['without a type', { ...entry, type: undefined }],
    ['with null as its type', { ...entry, type: null }],
  ])('%s is incomplete', (_, raw) => {
    expect(readEntry(raw)).toEqual({ kind: 'incomplete', tuneId: 27 });
  });

  test.each([
    ['that is null', null, null],
    ['that is text', 'tune', null],
    ['that is a number', 27, null],
    ['that is a list', [entry], null],
    ['without an id', { ...entry, id: undefined }, null],
    ['with an id as text', { ...entry, id: '27' }, null],
    ['with a fractional id', { ...entry, id: 12.5 }, 12.5],
    ['with id 0', { ...entry, id: 0 }, 0],
    ['with a negative id', { ...entry, id: -27 }, -27],
    ['with an id above the safe integers', { ...entry, id: 2 ** 53 }, 2 ** 53],
    ['with an infinite id', { ...entry, id: Number.POSITIVE_INFINITY }, null],
    ['with a name that is too long', { ...entry, name: 'x'.repeat(501) }, 27],
    ['with a type that is too long', { ...entry, type: 'x'.repeat(101) }, 27],
  ])('%s is unusable', (_, raw, tuneId) => {
    expect(readEntry(raw)).toEqual({ kind: 'unusable', tuneId, message: expect.any(String) });
  });

  test.each([[undefined], ['javascript:alert(1)'], ['tunes/27'], [5], [`https://thesession.org/${'x'.repeat(600)}`]])(
    'with the URL %s gets the usual one',
    (url) => {
      expect(readEntry({ ...entry, url })).toEqual({ kind: 'complete', tune });
    },
  );

  test('keeps surrogate pairs and replaces halves of them', () => {
    expect(readEntry({ ...entry, name: '🎻 Réalta' })).toMatchObject({ tune: { name: '🎻 Réalta' } });
    expect(readEntry({ ...entry, name: 'Half \ud83c' })).toMatchObject({ tune: { name: 'Half \ufffd' } });
    const url = 'https://thesession.org/tunes/27?\ud83c';
    expect(readEntry({ ...entry, url })).toMatchObject({ tune: { url: 'https://thesession.org/tunes/27?%EF%BF%BD' } });
  });

  test('of any shape never throws, and has an id only if that is a positive integer', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.anything(), fc.record({ id: fc.anything(), name: fc.anything(), type: fc.anything() })),
        (raw) => {
          const read = readEntry(raw);
          if (read.kind !== 'complete') return;
          expect(Number.isSafeInteger(read.tune.tuneId) && read.tune.tuneId > 0).toBe(true);
        },
      ),
    );
  });
});

describe('a type', () => {
  test.each([
    ['jig', 'Jig'],
    ['slip jig', 'Slip Jig'],
    ['three-two', 'Three-Two'],
    ['barndance', 'Barndance'],
    ['REEL', 'Reel'],
    ['set dance', 'Set Dance'],
    ['österreichischer walzer', 'Österreichischer Walzer'],
  ])('%s is stored as %s', (type, stored) => {
    expect(titleCase(type)).toBe(stored);
  });
});

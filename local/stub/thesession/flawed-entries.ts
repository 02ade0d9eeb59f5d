import { tuneAt } from './tunes.ts';

/** Tunes of the flawed tunebook, by flaw. */
export const flawedTunes = {
  nameless: tuneAt(10_001),
  typeless: tuneAt(10_002),
  namelessUnknown: tuneAt(10_003),
  typelessRemoved: tuneAt(10_004),
  typelessBlocked: tuneAt(10_005),
  unknownType: { ...tuneAt(10_006), type: 'set dance' },
} as const;

/** Tunes whose lookup fails, with the status. Lookups of the other tunes succeed. */
export const refusedLookups: ReadonlyMap<number, 404 | 410 | 451> = new Map([
  [flawedTunes.namelessUnknown.id, 404],
  [flawedTunes.typelessRemoved.id, 410],
  [flawedTunes.typelessBlocked.id, 451],
]);

/** Entries of the flawed tunebook. Valid entries at both ends reveal an import that stops halfway. */
export const flawedEntries: readonly unknown[] = [
  tuneAt(0),
  tuneAt(1),
  null,
  without('name', flawedTunes.nameless),
  without('type', flawedTunes.typeless),
  without('name', flawedTunes.namelessUnknown),
  without('type', flawedTunes.typelessRemoved),
  without('type', flawedTunes.typelessBlocked),
  flawedTunes.unknownType,
  { ...tuneAt(10_007), id: 12.5 },
  { ...tuneAt(10_008), id: 'seventeen' },
  without('id', tuneAt(10_009)),
  'not an entry',
  tuneAt(2),
];

function without(field: string, entry: object): object {
  return Object.fromEntries(Object.entries(entry).filter(([name]) => name !== field));
}

import type { FaultRule } from '../../../local/stub/faults.ts';
import { secrets } from '../rig.ts';

/** What thesession.org says to a request for the first page of a tunebook. */
export interface HostilePage {
  name: string;
  /** `refused`: the sync fails with a message. `isolated`: one tune is an error, the sound one beside it is added. */
  ends: 'refused' | 'isolated';
  action: FaultRule['actions'][number];
}

/** The tune that stands beside every flawed one; the id lies beyond those that thesession.org gave out. */
const soundTune = {
  id: 1_900_001,
  name: 'The Hostile Reel',
  type: 'reel',
  url: 'https://thesession.org/tunes/1900001',
};

const page = (tunes: unknown) => ({ format: 'json', pages: 1, page: 1, total: 2, member: { name: 'Odd' }, tunes });

const answer = (name: string, ends: HostilePage['ends'], value: unknown, status = 200): HostilePage => {
  const body = typeof value === 'string' ? value : JSON.stringify(value);
  return { name, ends, action: { kind: 'status', status, body, headers: { 'content-type': 'application/json' } } };
};
const noTunebook = (name: string, value: unknown) => answer(name, 'refused', value);
const oddEntry = (name: string, entry: unknown) =>
  answer(`an entry that is ${name}`, 'isolated', page([entry, soundTune]));
const oddTune = (name: string, change: object) => {
  return oddEntry(name, { ...soundTune, id: 1_900_002, ...change });
};

/** Every page of the corpus. */
export const hostilePages: readonly HostilePage[] = [
  noTunebook('HTML', `<html>${secrets.contentWord}</html>`),
  noTunebook('null', null),
  noTunebook('a list', '[]'),
  noTunebook('a text', `"${secrets.contentWord}"`),
  noTunebook('no tunes', { pages: 1 }),
  noTunebook('null as tunes', page(null)),
  noTunebook('a map as tunes', page({ 0: soundTune })),
  noTunebook('tunes on the prototype', '{"__proto__":{"tunes":[],"pages":1}}'),
  noTunebook('a text as pages', { ...page([soundTune]), pages: '1' }),
  noTunebook('a fraction of a page', { ...page([soundTune]), pages: 1.5 }),
  noTunebook('negative pages', { ...page([soundTune]), pages: -1 }),
  noTunebook('2 001 pages', { ...page([soundTune]), pages: 2001 }),
  noTunebook('pages without end', { ...page([soundTune]), pages: Number.MAX_SAFE_INTEGER }),
  noTunebook('pages beyond all numbers', '{"pages":1e400,"tunes":[]}'),
  noTunebook('a text as total', { ...page([soundTune]), total: 'many' }),
  noTunebook('10 000 entries on a page', page(Array.from({ length: 10_000 }, () => soundTune))),
  noTunebook('6 MB', JSON.stringify({ ...page([soundTune]), fill: 'x'.repeat(6_000_000) })),
  noTunebook('lists nested 20 000 deep', '['.repeat(20_000) + ']'.repeat(20_000)),
  noTunebook('half of it', '{"tunes":['),
  answer('404 with 50 000 characters', 'refused', secrets.contentWord.repeat(4000), 404),
  answer('403 with markup', 'refused', '<script>alert(1)</script>', 403),
  answer('500 with 50 000 characters', 'refused', secrets.contentWord.repeat(4000), 500),
  answer('429', 'refused', '', 429),
  answer('a redirect', 'refused', '', 302),
  answer('204', 'refused', '', 204),
  oddEntry('null', null),
  oddEntry('a number', 7),
  oddEntry('a text', secrets.contentWord),
  oddEntry('a list', [soundTune]),
  oddEntry('an empty map', {}),
  oddTune('without an id', { id: null }),
  oddTune('numbered by a text', { id: '7; DROP TABLE tunes' }),
  oddTune('numbered by a fraction', { id: 7.5 }),
  oddTune('numbered below zero', { id: -7 }),
  oddTune('numbered by zero', { id: 0 }),
  oddTune('numbered beyond what is exact', { id: 2 ** 53 }),
  oddTune('numbered by a map', { id: { id: 7 } }),
  oddTune('named by 1 MB', { name: 'x'.repeat(1_000_000) }),
  oddTune('of a type of 1 MB', { type: 'x'.repeat(1_000_000) }),
];

/** Pages that are odd and yet hold two tunes that can be added. */
export const oddPages: readonly HostilePage[] = [
  ['an address of another kind', { url: 'javascript:alert(1)' }],
  ['an address of 1 MB', { url: `https://thesession.org/${'x'.repeat(1_000_000)}` }],
  ['no address', { url: null }],
  ['markup as name', { name: '<b onmouseover=alert(1)>x</b>' }],
  ['a type that nobody knows', { type: '__proto__' }],
  ['half a surrogate pair as name', { name: 'x\uD800y' }],
  ['fields that nobody knows', { constructor: { prototype: { polluted: true } } }],
].map(([name, change]) => oddTune(String(name), Object(change)));

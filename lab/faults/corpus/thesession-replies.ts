import type { FaultRule } from '../../../local/stub/faults.ts';
import { secrets } from '../rig.ts';

/** A malicious or broken reply for page 1 of a tunebook. */
export interface HostilePage {
  name: string;
  /** `refused`: the sync fails with a message. `isolated`: one tune is an error and the valid one is added. */
  ends: 'refused' | 'isolated';
  action: FaultRule['actions'][number];
}

/** The valid tune beside every flawed one. Its id is above those of real tunes. */
const validTune = {
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
  answer(`an entry that is ${name}`, 'isolated', page([entry, validTune]));
const oddTune = (name: string, change: object) => {
  return oddEntry(name, { ...validTune, id: 1_900_002, ...change });
};

export const hostilePages: readonly HostilePage[] = [
  noTunebook('HTML', `<html>${secrets.contentWord}</html>`),
  noTunebook('null', null),
  noTunebook('a list', '[]'),
  noTunebook('a text', `"${secrets.contentWord}"`),
  noTunebook('no tunes', { pages: 1 }),
  noTunebook('null as tunes', page(null)),
  noTunebook('a map as tunes', page({ 0: validTune })),
  noTunebook('tunes on the prototype', '{"__proto__":{"tunes":[],"pages":1}}'),
  noTunebook('a word as pages', { ...page([validTune]), pages: 'one' }),
  noTunebook('a fraction of a page', { ...page([validTune]), pages: 1.5 }),
  noTunebook('negative pages', { ...page([validTune]), pages: -1 }),
  noTunebook('2 001 pages', { ...page([validTune]), pages: 2001 }),
  noTunebook('an unsafe number of pages', { ...page([validTune]), pages: Number.MAX_SAFE_INTEGER }),
  noTunebook('infinite pages', '{"pages":1e400,"tunes":[]}'),
  noTunebook('a text as total', { ...page([validTune]), total: 'many' }),
  noTunebook('10 000 entries on a page', page(Array.from({ length: 10_000 }, () => validTune))),
  noTunebook('6 MB', JSON.stringify({ ...page([validTune]), fill: 'x'.repeat(6_000_000) })),
  noTunebook('lists nested 20 000 deep', '['.repeat(20_000) + ']'.repeat(20_000)),
  noTunebook('truncated JSON', '{"tunes":['),
  answer('404 with 50 000 characters', 'refused', secrets.contentWord.repeat(4000), 404),
  answer('403 with markup', 'refused', '<script>alert(1)</script>', 403),
  answer('500 with 50 000 characters', 'refused', secrets.contentWord.repeat(4000), 500),
  answer('429', 'refused', '', 429),
  answer('a redirect', 'refused', '', 302),
  answer('204', 'refused', '', 204),
  oddEntry('null', null),
  oddEntry('a number', 7),
  oddEntry('a text', secrets.contentWord),
  oddEntry('a list', [validTune]),
  oddEntry('an empty map', {}),
  oddTune('without an id', { id: null }),
  oddTune('with a text as id', { id: '7; DROP TABLE tunes' }),
  oddTune('with a fractional id', { id: 7.5 }),
  oddTune('with a negative id', { id: -7 }),
  oddTune('with id 0', { id: 0 }),
  oddTune('with an unsafe id', { id: 2 ** 53 }),
  oddTune('with a map as id', { id: { id: 7 } }),
  oddTune('with a name of 1 MB', { name: 'x'.repeat(1_000_000) }),
  oddTune('with a type of 1 MB', { type: 'x'.repeat(1_000_000) }),
];

/** Unusual pages with two tunes that can be added. */
export const unusualPages: readonly HostilePage[] = [
  ['a javascript: URL', { url: 'javascript:alert(1)' }],
  ['a URL of 1 MB', { url: `https://thesession.org/${'x'.repeat(1_000_000)}` }],
  ['no URL', { url: null }],
  ['markup as name', { name: '<b onmouseover=alert(1)>x</b>' }],
  ['an unknown type', { type: '__proto__' }],
  ['a lone surrogate in the name', { name: 'x\uD800y' }],
  ['unknown fields', { constructor: { prototype: { polluted: true } } }],
].map(([name, change]) => oddTune(String(name), Object(change)));

import type { FaultRule } from '../../../local/stub/faults.ts';
import { secrets } from '../rig.ts';

/** A malicious or broken reply to one request. */
export interface HostileReply {
  name: string;
  method: 'POST' | 'GET';
  action: FaultRule['actions'][number];
}

/** Secrets of the request that a reply repeats. They must not reach a log or a message. */
const echo = `xi-api-key: ${secrets.apiKey}; authorization: Bearer ${secrets.apiKey}; ${secrets.contentWord}`;
const json = { 'content-type': 'application/json' };

const reply = (
  name: string,
  method: HostileReply['method'],
  status: number,
  body: string,
  headers = {},
): HostileReply => {
  return { name, method, action: { kind: 'status', status, body, headers: { ...json, ...headers } } };
};
const created = (name: string, body: string) => reply(`created: ${name}`, 'POST', 200, body);
const listed = (name: string, body: unknown) => {
  return reply(`listed: ${name}`, 'GET', 200, typeof body === 'string' ? body : JSON.stringify(body));
};
const refused = (name: string, status: number, body: unknown, headers = {}) => {
  return reply(`refused: ${name}`, 'POST', status, typeof body === 'string' ? body : JSON.stringify(body), headers);
};
const found = { id: 'x', name: 'x', metadata: { created_at_unix_secs: 1 } };

/** Successes without a usable id. */
const createdReplies = [
  created('null', 'null'),
  created('a list', '[]'),
  created('a text', '"id"'),
  created('a number', '7'),
  created('no id', '{"name":"x"}'),
  created('an empty id', '{"id":""}'),
  created('a number as id', '{"id":7}'),
  created('null as id', '{"id":null}'),
  created('a map as id', '{"id":{"a":"b"}}'),
  created('an id on the prototype', '{"__proto__":{"id":"polluted"}}'),
  created('two dots as id', '{"id":".."}'),
  created('a path as id', '{"id":"../../v1/user"}'),
  created('an id with a query', '{"id":"x?force=true"}'),
  created('an id with a line break', '{"id":"x\\ny"}'),
  created('an id of 2 MB', `{"id":"${'x'.repeat(2_000_000)}"}`),
  created('an id of 2 000 characters', `{"id":"${'x'.repeat(2_000)}"}`),
  created('6 MB of JSON', `{"id":"x","fill":"${'x'.repeat(6_000_000)}"}`),
  created('JSON nested 20 000 deep', `${'['.repeat(20_000)}${']'.repeat(20_000)}`),
  created('truncated JSON', '{"id":"ab'),
  created('two JSON values', '{"id":"a"}{"id":"b"}'),
  created('a byte order mark', '\uFEFFid'),
  created('NUL bytes', '\u0000\u0000'),
  created('HTML that repeats the request', `<html>${echo}</html>`),
];

/** Malformed, endless and misleading listings. */
const listedReplies = [
  listed('null', null),
  listed('no documents', { has_more: false }),
  listed('a text as documents', { documents: 'none', has_more: false }),
  listed('a document that is null', { documents: [null], has_more: false }),
  listed('a document without a name', { documents: [{ id: 'x' }], has_more: false }),
  listed('a number as name', { documents: [{ ...found, name: 5 }], has_more: false }),
  listed('an empty id', { documents: [{ ...found, id: '' }], has_more: false }),
  listed('a text as time', { documents: [{ ...found, metadata: { created_at_unix_secs: 'old' } }], has_more: false }),
  listed('more, without a cursor', { documents: [], has_more: true }),
  listed('more, with an empty cursor', { documents: [], has_more: true, next_cursor: '' }),
  listed('more, with a number as cursor', { documents: [], has_more: true, next_cursor: 5 }),
  listed('a text as has_more', { documents: [], has_more: 'no' }),
  listed('a cursor of 1 MB', { documents: [], has_more: true, next_cursor: 'x'.repeat(1_000_000) }),
  listed('a cursor with a line break', { documents: [], has_more: true, next_cursor: 'a\r\nb' }),
  listed('6 MB', {
    documents: Array.from({ length: 60_000 }, () => ({ ...found, name: 'x'.repeat(60) })),
    has_more: false,
  }),
  listed('HTML', `<html>${echo}</html>`),
];

/** Refusals with hostile bodies and headers. */
const refusedReplies = [
  refused('50 000 characters that repeat the request', 400, echo.repeat(500).slice(0, 50_000)),
  refused('50 000 characters as message', 422, {
    detail: { code: 'validation_error', message: echo.repeat(500).slice(0, 50_000) },
  }),
  refused('the request as code', 400, { detail: { code: echo, message: echo } }),
  refused('the request as legacy status', 401, { detail: { status: echo, message: echo } }),
  refused('a code of 1 MB', 403, { detail: { code: 'x'.repeat(1_000_000) } }),
  refused('a number as code', 400, { detail: { code: 400 } }),
  refused('a list as code', 400, { detail: { code: ['quota_exceeded'] } }),
  refused('a code with a line break', 400, { detail: { code: 'quota_exceeded\nERROR' } }),
  refused('a code on the prototype', 400, '{"detail":{"__proto__":{"code":"quota_exceeded"}}}'),
  refused('null as detail', 422, { detail: null }),
  refused('a list as detail', 422, { detail: [{ loc: ['body'], msg: echo, input: echo }] }),
  refused('no body', 401, ''),
  refused('a redirect to another host', 302, '', { location: 'http://127.0.0.1:1/steal' }),
  refused('a permanent redirect', 308, '', { location: '//evil.example/' }),
  refused('a redirect without a location', 303, ''),
  refused('a cookie', 400, '{}', { 'set-cookie': `key=${secrets.apiKey}` }),
  refused('a false content encoding', 400, 'not gzip', { 'content-encoding': 'gzip' }),
  refused('an unknown status', 299, '{}'),
  refused('an unknown error', 599, echo),
  refused('a teapot', 418, echo),
  refused('status 451', 451, echo),
  refused('a header inside Retry-After', 429, echo, { 'retry-after': '5, xi-api-key' }),
  // A 429 would close the gate to all other documents for a minute.
  refused('an endless Retry-After', 500, '{}', { 'retry-after': '9'.repeat(400) }),
  refused('a fractional Retry-After', 503, '{}', { 'retry-after': '0.5' }),
  refused('an invalid date in Retry-After', 503, '{}', { 'retry-after': 'Someday, 99 Foo 9999 99:99:99 GMT' }),
];

export const hostileReplies: readonly HostileReply[] = [...createdReplies, ...listedReplies, ...refusedReplies];

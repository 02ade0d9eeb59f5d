import {
  type HostileValue,
  wrongBooleans,
  wrongChoices,
  wrongEverywhere,
  wrongIds,
  wrongMembers,
} from './hostile-values.ts';

/** A call that must be refused as `invalid-argument`, with a message that names the field. */
export interface HostileCall {
  name: string;
  callable: string;
  data: unknown;
  /** What the message must hold. */
  names: string;
}

function eachValue(
  callable: string,
  field: string,
  values: readonly HostileValue[],
  others: Readonly<Record<string, unknown>> = {},
): HostileCall[] {
  return values.map(([name, value]) => {
    return {
      name: `${callable} with ${name} as ${field}`,
      callable,
      data: { ...others, [field]: value },
      names: field,
    };
  });
}

/** Calls whose input as a whole is none. `null` is no input at all, which three of them take. */
function eachWhole(callable: string, takesNothing: boolean): HostileCall[] {
  return wrongEverywhere
    .filter(([name]) => !takesNothing || (name !== 'null' && name !== 'an empty map'))
    .map(([name, data]) => ({ name: `${callable} with ${name} as its input`, callable, data, names: '' }));
}

function eachSurplus(callable: string, data: Readonly<Record<string, unknown>>): HostileCall[] {
  return ['uid', 'force', 'constructor', 'a'.repeat(10_000), '__proto__x'].map((key) => ({
    name: `${callable} with an unknown field ${key.slice(0, 20)}`,
    callable,
    // `force` is a field of the reconciliation: there it is a boolean, and this is none.
    data: { ...data, [key]: 'x' },
    names: key.slice(0, 20),
  }));
}

const member = { memberId: 12 };

/** Every call of the corpus. */
export const hostileCalls: readonly HostileCall[] = [
  ...eachWhole('retryKnowledgeSync', false),
  ...eachValue('retryKnowledgeSync', 'documentId', wrongIds),
  ...eachSurplus('retryKnowledgeSync', { documentId: 'abc' }),
  ...eachWhole('syncTunebook', true),
  ...eachValue('syncTunebook', 'memberId', wrongMembers),
  ...eachValue('syncTunebook', 'learnStatus', wrongChoices, member),
  ...eachValue('syncTunebook', 'saveMemberId', wrongBooleans, member),
  ...eachValue('syncTunebook', 'retry', wrongBooleans, member),
  ...eachSurplus('syncTunebook', member),
  ...eachWhole('cancelTunebookSync', true),
  ...eachSurplus('cancelTunebookSync', {}),
  ...eachWhole('reconcileKnowledge', true),
  ...eachValue('reconcileKnowledge', 'apply', wrongBooleans),
  ...eachValue('reconcileKnowledge', 'force', wrongBooleans),
  ...eachWhole('deleteMyData', true),
  ...eachSurplus('deleteMyData', {}),
];

/** A request to a callable that is not even a call. */
export interface HostileRequest {
  name: string;
  body: string;
  headers: Readonly<Record<string, string>>;
}

const json = { 'content-type': 'application/json' };

/** Every request of the corpus that is no call; each goes to every callable. */
export const hostileRequests: readonly HostileRequest[] = [
  { name: 'no body', body: '', headers: json },
  { name: 'no JSON', body: '{"data":', headers: json },
  { name: 'no data', body: '{}', headers: json },
  { name: 'a list', body: '[]', headers: json },
  { name: 'a surplus field', body: '{"data":null,"context":{"auth":{"uid":"x"}}}', headers: json },
  {
    name: 'XML',
    body: '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
    headers: { 'content-type': 'application/xml' },
  },
  { name: 'a form', body: 'data=1', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
  { name: 'no sign-in', body: '{"data":{}}', headers: json },
  { name: 'a token that is none', body: '{"data":{}}', headers: { ...json, authorization: 'Bearer not.a.token' } },
  {
    name: 'an unsigned token',
    body: '{"data":{}}',
    headers: { ...json, authorization: 'Bearer eyJhbGciOiJub25lIn0.eyJ1aWQiOiJ4IiwiZWRpdG9yIjp0cnVlfQ.' },
  },
  { name: 'the emulator’s own credential', body: '{"data":{}}', headers: { ...json, authorization: 'Bearer owner' } },
  {
    name: 'basic authorization',
    body: '{"data":{}}',
    headers: { ...json, authorization: 'Basic ZWRpdG9yOmVkaXRvcg==' },
  },
];

import {
  type HostileValue,
  wrongBooleans,
  wrongChoices,
  wrongEverywhere,
  wrongIds,
  wrongMembers,
  wrongQuestions,
} from './hostile-values.ts';

/** Must be refused as `invalid-argument` with a message that names the field. */
export interface HostileCall {
  name: string;
  callable: string;
  data: unknown;
  /** Required in the message. */
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

/** Replaces the whole input. */
function eachInput(callable: string, { optional }: { optional: boolean }): HostileCall[] {
  return (
    wrongEverywhere
      // `null` and an empty map are valid where input is optional.
      .filter(([name]) => !optional || (name !== 'null' && name !== 'an empty map'))
      .map(([name, data]) => ({ name: `${callable} with ${name} as its input`, callable, data, names: '' }))
  );
}

function eachUnknownField(callable: string, data: Readonly<Record<string, unknown>>): HostileCall[] {
  return ['uid', 'force', 'constructor', 'a'.repeat(10_000), '__proto__x'].map((key) => ({
    name: `${callable} with an unknown field ${key.slice(0, 20)}`,
    callable,
    data: { ...data, [key]: 'x' },
    names: key.slice(0, 20),
  }));
}

const member = { memberId: 12 };

export const hostileCalls: readonly HostileCall[] = [
  ...eachInput('retryKnowledgeSync', { optional: false }),
  ...eachValue('retryKnowledgeSync', 'documentId', wrongIds),
  ...eachUnknownField('retryKnowledgeSync', { documentId: 'abc' }),
  ...eachInput('findAgents', { optional: false }),
  ...eachValue('findAgents', 'documentId', wrongIds),
  ...eachUnknownField('findAgents', { documentId: 'abc' }),
  ...eachInput('askAgent', { optional: false }),
  ...eachValue('askAgent', 'query', wrongQuestions),
  ...eachValue('askAgent', 'agentId', wrongIds, { query: 'When?' }),
  ...eachUnknownField('askAgent', { query: 'When?' }),
  ...eachInput('syncTunebook', { optional: true }),
  ...eachValue('syncTunebook', 'memberId', wrongMembers),
  ...eachValue('syncTunebook', 'learnStatus', wrongChoices, member),
  ...eachValue('syncTunebook', 'saveMemberId', wrongBooleans, member),
  ...eachValue('syncTunebook', 'retry', wrongBooleans, member),
  ...eachUnknownField('syncTunebook', member),
  ...eachInput('cancelTunebookSync', { optional: true }),
  ...eachUnknownField('cancelTunebookSync', {}),
  ...eachInput('reconcileKnowledge', { optional: true }),
  ...eachValue('reconcileKnowledge', 'apply', wrongBooleans),
  ...eachValue('reconcileKnowledge', 'force', wrongBooleans),
  ...eachInput('deleteMyData', { optional: true }),
  ...eachUnknownField('deleteMyData', {}),
];

/** A request that does not follow the callable protocol, or lacks a valid sign-in. */
export interface HostileRequest {
  name: string;
  body: string;
  headers: Readonly<Record<string, string>>;
}

const json = { 'content-type': 'application/json' };

/** Each is sent to every callable. */
export const hostileRequests: readonly HostileRequest[] = [
  { name: 'no body', body: '', headers: json },
  { name: 'invalid JSON', body: '{"data":', headers: json },
  { name: 'no data', body: '{}', headers: json },
  { name: 'a list', body: '[]', headers: json },
  { name: 'an extra field', body: '{"data":null,"context":{"auth":{"uid":"x"}}}', headers: json },
  {
    name: 'XML',
    body: '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
    headers: { 'content-type': 'application/xml' },
  },
  { name: 'a form', body: 'data=1', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
  { name: 'no sign-in', body: '{"data":{}}', headers: json },
  { name: 'an invalid token', body: '{"data":{}}', headers: { ...json, authorization: 'Bearer not.a.token' } },
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

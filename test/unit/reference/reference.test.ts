import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type CallableName, clientTimeoutMs } from '../../../functions/src/shared/callables.ts';
import { elevenLabsPort, pagePort, startPorts, theSessionPort } from '../../../local/emulator/ports.ts';
import { projectRoot } from '../../../local/paths.ts';
import { readCallable } from './callables.ts';
import { readClientFields } from './client-fields.ts';
import { readWrites } from './documents.ts';
import { readFailures } from './failures.ts';
import { type Fields, typeText } from './field-types.ts';
import { readLogEvents } from './log-events.ts';
import { callableNames, readFunctions, readParams } from './manifest.ts';
import { changesTo, sectionOf, tableNames } from './tables.ts';

/** Reading the types of all the code takes seconds on a busy machine. */
const slow = 120_000;

const writes = readWrites();
const clientFields = readClientFields();
const collections = [...new Set([...writes.fields.keys(), ...clientFields.keys()])];
const code = (name: string | number) => `\`${name}\``;
const inOrder = (names: Iterable<string>) => [...names].sort().map(code).join(', ');

/** A row for each field. One that only holds other fields has none: their paths name it. */
function fieldRows(fields: Fields): string[][] {
  const rows = [...fields].map(([path, parts]) => [code(path), typeText(parts)]);
  return rows.filter(([, type]) => type !== 'object');
}

/** Whether the rules let a client write a field, and, for a field of an object, the page does. */
function clientWrites(collection: string, path: string): boolean {
  const fields = clientFields.get(collection);
  const [top = ''] = path.split('.');
  return fields?.has(path) || (fields?.has(top) === true && writes.byPage.has(`${collection} ${path}`));
}

function documentRows(collection: string): string[][] {
  const fields: Fields = new Map(writes.fields.get(collection));
  for (const field of clientFields.get(collection) ?? []) fields.set(field, fields.get(field) ?? new Set(['unknown']));
  return fieldRows(fields).map(([path = '', type = '']) => {
    return [path, type, clientWrites(collection, path.slice(1, -1)) ? 'yes' : 'no'];
  });
}

function commandRows(): string[][] {
  const { scripts } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8'));
  return Object.keys(scripts).map((name) => [
    code(['start', 'test'].includes(name) ? `npm ${name}` : `npm run ${name}`),
  ]);
}

function portRows(): string[][] {
  const ports = { page: pagePort, ...startPorts, elevenlabs: elevenLabsPort, thesession: theSessionPort };
  return Object.entries(ports).map(([name, port]) => [name, code(port)]);
}

function eventRows(): string[][] {
  return [...readLogEvents().events].map(([name, { severities, fields }]) => {
    return [code(name), [...severities].join(' or '), inOrder(fields)];
  });
}

const tables = new Map<string, () => string[][]>([
  ['functions', readFunctions],
  ['params', readParams],
  ['error types', readFailures],
  ['log events', eventRows],
  ['ports', portRows],
  ['commands', commandRows],
  ...collections.map((name) => [`${name} fields`, () => documentRows(name)] as const),
  ...callableNames.flatMap((name) => [
    [`${name} input`, () => fieldRows(readCallable(name).input)] as const,
    [`${name} answer`, () => fieldRows(readCallable(name).answer)] as const,
    [`${name} errors`, () => [...readCallable(name).codes].map((value) => [code(value)])] as const,
  ]),
]);

describe('docs/reference.md', () => {
  test.each([...tables])(
    'says what the code says in its table %s',
    (name, expectedRows) => {
      // A write of an unknown collection would show as fields that the code does not have.
      if (name.endsWith(' fields')) expect(writes.problems).toEqual([]);
      expect(changesTo(name, expectedRows())).toEqual([]);
    },
    slow,
  );

  test.each(callableNames)('says how long a client waits for %s', (name) => {
    const seconds = String(clientTimeoutMs(name as CallableName) / 1000).replace(/\B(?=\d{3}$)/, ' ');
    expect(sectionOf(name)).toContain(`Client timeout: ${seconds} s.`);
  });

  test('has no table that is not compared with the code', () => {
    expect(tableNames.filter((name) => !tables.has(name))).toEqual([]);
  });
});

describe('the comparison with the code', () => {
  test('can read every log entry', () => {
    expect(readLogEvents().problems).toEqual([]);
  });
});

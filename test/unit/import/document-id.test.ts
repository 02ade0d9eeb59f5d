import fc from 'fast-check';
import { expect, test } from 'vitest';
import { importedId, importPrefix } from '../../../local/import/document-id.ts';

const names = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 300 });

test('every id is valid and starts with the prefix of its import', () => {
  fc.assert(
    fc.property(names, names, (name, path) => {
      const id = importedId(name, path);
      expect(id).toMatch(/^[A-Za-z0-9_-]{1,100}$/);
      expect(id.startsWith(importPrefix(name))).toBe(true);
    }),
  );
});

test('ids differ between files and between imports', () => {
  fc.assert(
    fc.property(names, names, names, (name, one, other) => {
      fc.pre(one.normalize('NFC') !== other.normalize('NFC'));
      expect(importedId(name, one)).not.toBe(importedId(name, other));
      expect(importedId(one, name).startsWith(importPrefix(other))).toBe(false);
    }),
  );
});

test('an id is readable and does not depend on how the system encodes accents', () => {
  expect(importedId('handbook', 'guides/Café hours.md')).toMatch(/^import-[0-9a-f]{8}-guides-cafe-hours-[0-9a-f]{16}$/);
  expect(importedId('handbook', 'Cafe\u{301}.md')).toBe(importedId('handbook', 'Caf\u{e9}.md'));
});

test('ids are stable between versions, so that a second import finds its documents', () => {
  expect(importedId('handbook', 'guides/hours.md')).toBe('import-b4128df2-guides-hours-0b44077dad79c7fb');
});

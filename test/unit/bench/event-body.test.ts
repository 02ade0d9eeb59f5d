import { Timestamp } from 'firebase-admin/firestore';
import { onDocumentUpdated } from 'firebase-functions/firestore';
import { expect, test } from 'vitest';
import { encodeEvent } from '../../../lab/bench/event-body.ts';

const name = 'projects/demo-bench/databases/(default)/documents/a/b';

function fieldBytes(data: Record<string, unknown>): number {
  return encodeEvent(name, null, data).length - encodeEvent(name, null, {}).length;
}

test('the size of a field is that of its protocol buffer encoding', () => {
  // Map entry: tag, length, key (tag, length, 1 byte), value (tag, length, content).
  expect(fieldBytes({ k: true })).toBe(2 + 3 + 2 + 2);
  expect(fieldBytes({ k: null })).toBe(2 + 3 + 2 + 2);
  expect(fieldBytes({ k: 300 })).toBe(2 + 3 + 2 + 3);
  expect(fieldBytes({ k: 1.5 })).toBe(2 + 3 + 2 + 9);
  expect(fieldBytes({ k: 'abc' })).toBe(2 + 3 + 2 + 6);
  expect(fieldBytes({ k: Timestamp.fromMillis(1_700_000_000_000) })).toBe(2 + 3 + 2 + 2 + 6);
  expect(fieldBytes({ k: [true] })).toBe(2 + 3 + 2 + 2 + 2 + 2);
});

test('an update event has the document twice', () => {
  const data = { k: 'a'.repeat(1000) };
  expect(encodeEvent(name, data, data).length).toBe(2 * encodeEvent(name, null, data).length);
});

test('a function decodes the body to the documents before and after', async () => {
  process.env.GCLOUD_PROJECT = 'demo-bench';
  const before = { title: 'Öffnung', count: 2 ** 40, share: 0.5, open: true, none: null, tags: ['a', 'b'] };
  const after = { ...before, sync: { status: 'pending', at: Timestamp.fromMillis(1_700_000_000_123) } };
  const received: unknown[] = [];
  const deployed = onDocumentUpdated('a/{id}', ({ data }) => {
    received.push(data?.before.data(), data?.after.data());
  });
  const event = {
    specversion: '1.0' as const,
    id: '1',
    source: '',
    type: 'google.cloud.firestore.document.v1.updated',
    time: new Date().toISOString(),
    project: 'demo-bench',
    database: '(default)',
    namespace: '(default)',
    document: 'a/b',
    location: '',
    data: encodeEvent(name, before, after),
  };
  await Reflect.apply(deployed, undefined, [event]);
  expect(received).toEqual([before, after]);
});

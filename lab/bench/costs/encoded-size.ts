import { type DocumentData, Timestamp } from 'firebase-admin/firestore';

/**
 * Bytes of a document as an event carries it: the protocol-buffer encoding of
 * `google.events.cloud.firestore.v1.Document` (its published definition), with both of its times.
 */
function documentBytes(name: string, data: DocumentData): number {
  const times = 2 * field(timestampBytes(Timestamp.now()));
  return field(Buffer.byteLength(name)) + mapBytes(data) + times;
}

/** Bytes of an event: the document before and after the change. Its envelope and list of changed fields come on top. */
export function eventBytes(name: string, before: DocumentData | null, after: DocumentData | null): number {
  return [before, after].reduce((sum, data) => sum + (data === null ? 0 : field(documentBytes(name, data))), 0);
}

function mapBytes(map: object): number {
  const entries = Object.entries(map).map(([key, value]) =>
    field(field(Buffer.byteLength(key)) + field(valueBytes(value))),
  );
  return entries.reduce((sum, bytes) => sum + bytes, 0);
}

function valueBytes(value: unknown): number {
  if (value === null || typeof value === 'boolean') return 2;
  if (typeof value === 'number') return Number.isInteger(value) ? 1 + varint(value) : 9;
  // The number of this field, 17, takes a tag of two bytes.
  if (typeof value === 'string') return 1 + field(Buffer.byteLength(value));
  if (value instanceof Timestamp) return field(timestampBytes(value));
  if (Array.isArray(value)) return field(value.reduce((sum: number, item) => sum + field(valueBytes(item)), 0));
  if (typeof value === 'object') return field(mapBytes(value));
  throw new TypeError(`Documents here hold no ${typeof value}.`);
}

function timestampBytes({ seconds, nanoseconds }: Timestamp): number {
  return 1 + varint(seconds) + (nanoseconds === 0 ? 0 : 1 + varint(nanoseconds));
}

/** A field of so many bytes, with its length and a tag of one byte. */
function field(bytes: number): number {
  return 1 + varint(bytes) + bytes;
}

/** Seven bits go into each byte. */
function varint(value: number): number {
  return Math.max(Math.ceil(Math.log2(value + 1) / 7), 1);
}

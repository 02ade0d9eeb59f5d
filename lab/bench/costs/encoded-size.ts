import { type DocumentData, Timestamp } from 'firebase-admin/firestore';

/** The protocol buffer size of a `google.events.cloud.firestore.v1.Document` with both timestamps. */
function documentBytes(name: string, data: DocumentData): number {
  const times = 2 * field(timestampBytes(Timestamp.now()));
  return field(Buffer.byteLength(name)) + mapBytes(data) + times;
}

/** The size of the documents in an event, without its envelope and its list of changed fields. */
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
  // Field number 17 has a two-byte tag.
  if (typeof value === 'string') return 1 + field(Buffer.byteLength(value));
  if (value instanceof Timestamp) return field(timestampBytes(value));
  if (Array.isArray(value)) return field(value.reduce((sum: number, item) => sum + field(valueBytes(item)), 0));
  if (typeof value === 'object') return field(mapBytes(value));
  throw new TypeError(`Unsupported type: ${typeof value}`);
}

function timestampBytes({ seconds, nanoseconds }: Timestamp): number {
  return 1 + varint(seconds) + (nanoseconds === 0 ? 0 : 1 + varint(nanoseconds));
}

/** The size of a length-delimited field with a one-byte tag. */
function field(bytes: number): number {
  return 1 + varint(bytes) + bytes;
}

/** Each byte of a varint has seven bits. */
function varint(value: number): number {
  return Math.max(Math.ceil(Math.log2(value + 1) / 7), 1);
}

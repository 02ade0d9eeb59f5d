import { type DocumentData, Timestamp } from 'firebase-admin/firestore';

/** Field numbers of `google.events.cloud.firestore.v1`. */
const fields = {
  event: { value: 1, oldValue: 2 },
  document: { name: 1, fields: 2, createTime: 3, updateTime: 4 },
  entry: { key: 1, value: 2 },
  value: { boolean: 1, integer: 2, double: 3, map: 6, array: 9, timestamp: 10, null: 11, string: 17 },
} as const;

/** Of every document, since the size of the present time varies by some bytes. */
const written = new Timestamp(1_800_000_000, 500_000_000);

/** The body of a Firestore event as a function receives it, without the list of changed fields. */
export function encodeEvent(name: string, before: DocumentData | null, after: DocumentData | null): Buffer {
  const parts: Buffer[] = [];
  if (after !== null) parts.push(message(fields.event.value, encodeDocument(name, after)));
  if (before !== null) parts.push(message(fields.event.oldValue, encodeDocument(name, before)));
  return Buffer.concat(parts);
}

function encodeDocument(name: string, data: DocumentData): Buffer {
  const time = encodeTimestamp(written);
  return Buffer.concat([
    message(fields.document.name, Buffer.from(name)),
    encodeEntries(fields.document.fields, data),
    message(fields.document.createTime, time),
    message(fields.document.updateTime, time),
  ]);
}

function encodeEntries(field: number, map: object): Buffer {
  const entries = Object.entries(map).map(([key, value]) => {
    const parts = [message(fields.entry.key, Buffer.from(key)), message(fields.entry.value, encodeValue(value))];
    return message(field, Buffer.concat(parts));
  });
  return Buffer.concat(entries);
}

function encodeValue(value: unknown): Buffer {
  const { value: kinds } = fields;
  if (value === null) return number(kinds.null, 0);
  if (typeof value === 'boolean') return number(kinds.boolean, value ? 1 : 0);
  if (typeof value === 'number') return Number.isInteger(value) ? number(kinds.integer, value) : double(value);
  if (typeof value === 'string') return message(kinds.string, Buffer.from(value));
  if (value instanceof Timestamp) return message(kinds.timestamp, encodeTimestamp(value));
  if (Array.isArray(value)) {
    return message(kinds.array, Buffer.concat(value.map((item) => message(1, encodeValue(item)))));
  }
  if (typeof value === 'object') return message(kinds.map, encodeEntries(1, value));
  throw new TypeError(`Unsupported type: ${typeof value}`);
}

function encodeTimestamp({ seconds, nanoseconds }: Timestamp): Buffer {
  return Buffer.concat([number(1, seconds), ...(nanoseconds === 0 ? [] : [number(2, nanoseconds)])]);
}

/** A length-delimited field. */
function message(field: number, content: Buffer): Buffer {
  return Buffer.concat([varint(8 * field + 2), varint(content.length), content]);
}

function number(field: number, value: number): Buffer {
  return Buffer.concat([varint(8 * field), varint(value)]);
}

function double(value: number): Buffer {
  const content = Buffer.alloc(8);
  content.writeDoubleLE(value);
  return Buffer.concat([varint(8 * fields.value.double + 1), content]);
}

/** Seven bits in each byte, the lowest first; whole numbers from 0. */
function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 128) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  return Buffer.from([...bytes, rest]);
}

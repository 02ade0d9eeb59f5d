import { FieldValue, Timestamp } from 'firebase-admin/firestore';

/** The fields of a stored document, or of a map in one. Never changed in place. */
export interface Fields {
  readonly [name: string]: unknown;
}

/** Whether a value is a map of fields. */
export function isMap(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

/**
 * The stored form of a caller's value: a copy, with field values such as the server's time resolved
 * against the value before. Throws for values that the SDK refuses.
 */
export function stored(value: unknown, before: unknown, now: Timestamp): unknown {
  if (value === undefined) throw new Error('Cannot use "undefined" as a Firestore value.');
  if (value instanceof FieldValue) return transformed(value, before, now);
  if (Array.isArray(value)) return value.map((item) => stored(item, undefined, now));
  if (!isMap(value)) return value;
  const fields: Record<string, unknown> = {};
  for (const name in value) {
    const field = stored(value[name], isMap(before) ? before[name] : undefined, now);
    if (field !== deleted) fields[name] = field;
  }
  return fields;
}

/** Marks a field that a write deletes. */
const deleted = Symbol('deleted');

/** A document with the fields of another merged in, map by map, as `set` with `merge` does. */
export function merged(before: Fields, over: Fields, now: Timestamp): Fields {
  const fields: Record<string, unknown> = { ...before };
  for (const name in over) {
    const [value, old] = [over[name], fields[name]];
    const next =
      isMap(value) && Object.keys(value).length > 0
        ? merged(isMap(old) ? old : {}, value, now)
        : stored(value, old, now);
    if (next === deleted) delete fields[name];
    else fields[name] = next;
  }
  return fields;
}

/** A document with fields replaced, named by paths such as `sync.status`, as an update does. */
export function updated(before: Fields, changes: Fields, now: Timestamp): Fields {
  const fields = { ...before };
  for (const path in changes) replace(fields, path.split('.'), changes[path], now);
  return fields;
}

/** Replaces a field in a copy of a document; the maps around it are copied, too. */
function replace(
  fields: Record<string, unknown>,
  [name = '', ...rest]: string[],
  value: unknown,
  now: Timestamp,
): void {
  const old = fields[name];
  if (rest.length === 0) {
    const next = stored(value, old, now);
    if (next === deleted) delete fields[name];
    else fields[name] = next;
    return;
  }
  // Deleting a field of a missing map creates no map.
  if (!isMap(old) && value instanceof FieldValue && value.isEqual(removal)) return;
  const map = isMap(old) ? { ...old } : {};
  replace(map, rest, value, now);
  fields[name] = map;
}

/** The value at a path such as `sync.status`; undefined if it is missing. */
export function fieldAt(fields: Fields, path: string): unknown {
  let value: unknown = fields;
  for (const name of path.split('.')) {
    if (!isMap(value)) return undefined;
    value = value[name];
  }
  return value;
}

/** A copy for a caller, who may change it. */
export function copy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copy);
  if (!isMap(value)) return value;
  const fields: Record<string, unknown> = {};
  for (const name in value) fields[name] = copy(value[name]);
  return fields;
}

/** The order of values in Firestore: null, booleans, numbers, times, texts, lists, maps. */
export function compareValues(one: unknown, other: unknown): number {
  const ranks = rank(one) - rank(other);
  if (ranks !== 0) return ranks;
  if (one instanceof Timestamp && other instanceof Timestamp) {
    return one.seconds - other.seconds || one.nanoseconds - other.nanoseconds;
  }
  if (typeof one === 'number' && typeof other === 'number') return one - other;
  if (typeof one === 'boolean' && typeof other === 'boolean') return Number(one) - Number(other);
  if (typeof one === 'string' && typeof other === 'string') return one < other ? -1 : Number(one > other);
  if (Array.isArray(one) && Array.isArray(other)) return compareLists(one, other);
  return isMap(one) && isMap(other) ? compareLists(entriesOf(one), entriesOf(other)) : 0;
}

/** Whether two values are of one kind, as a comparison in a query requires. */
export function isSameKind(one: unknown, other: unknown): boolean {
  return rank(one) === rank(other);
}

/** Whether two values are equal. */
export function isEqual(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (isMap(one)) return isMap(other) && isSubset(one, other) && isSubset(other, one);
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((value, place) => isEqual(value, other[place]));
  }
  return isSameKind(one, other) && compareValues(one, other) === 0;
}

function isSubset(one: Fields, other: Fields): boolean {
  for (const name in one) if (!(name in other) || !isEqual(one[name], other[name])) return false;
  return true;
}

function compareLists(one: readonly unknown[], other: readonly unknown[]): number {
  for (const [place, value] of one.entries()) {
    if (place >= other.length) return 1;
    const order = compareValues(value, other[place]);
    if (order !== 0) return order;
  }
  return one.length - other.length;
}

function entriesOf(fields: Fields): unknown[] {
  return Object.keys(fields)
    .sort()
    .flatMap((name) => [name, fields[name]]);
}

const kinds: Readonly<Record<string, number>> = { boolean: 1, number: 2, string: 4 };

function rank(value: unknown): number {
  if (value === null) return 0;
  if (value instanceof Timestamp) return 3;
  return kinds[typeof value] ?? (Array.isArray(value) ? 5 : 6);
}

const serverTime = FieldValue.serverTimestamp();
const removal = FieldValue.delete();

function transformed(value: FieldValue, before: unknown, now: Timestamp): unknown {
  if (value.isEqual(serverTime)) return now;
  if (value.isEqual(removal)) return deleted;
  const operand = 'operand' in value ? value.operand : undefined;
  if (typeof operand !== 'number') throw new Error('The simulated Firestore does not know this field value.');
  return operand + (typeof before === 'number' ? before : 0);
}

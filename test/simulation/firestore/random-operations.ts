import { FieldPath, FieldValue, type Firestore, type Query, Timestamp } from 'firebase-admin/firestore';
import type { Chance } from '../engine/chance.ts';

/** One operation against a collection; it returns what its caller sees. */
export interface Operation {
  name: string;
  run: (db: Firestore, collection: string) => Promise<unknown>;
}

/** A fixed time: what is compared must not depend on when it is written. */
const time = (seconds: number) => Timestamp.fromMillis(1_800_000_000_000 + seconds * 1000);

/** Fields that take part in queries. */
const fields = ['n', 's', 't', 'm.x'] as const;

/** Draws operations on four documents: writes of every kind, transactions, and queries. */
export function drawOperations(chance: Chance, number: number): Operation[] {
  return Array.from({ length: number }, () => chance.pick(kinds)(chance));
}

const kinds = [
  set,
  set,
  merge,
  update,
  update,
  create,
  remove,
  removeIfUnchanged,
  batch,
  batch,
  transaction,
  transaction,
  read,
  readMasked,
  query,
  query,
  query,
  count,
  list,
];

function idOf(chance: Chance): string {
  return chance.pick(['a', 'b', 'c', 'd']);
}

/** A value of any kind that the stores write. */
function drawValue(chance: Chance): unknown {
  const values = [
    chance.int(0, 3),
    chance.pick(['', 'x', 'y', 'Zä']),
    time(chance.int(0, 3)),
    null,
    chance.next() < 0.5,
    ['x', 1],
    {},
  ];
  return chance.pick(values);
}

function documentOf(chance: Chance): Record<string, unknown> {
  const data: Record<string, unknown> = {};
  for (const field of ['n', 's', 't', 'v']) if (chance.next() < 0.6) data[field] = drawValue(chance);
  if (chance.next() < 0.6) data.m = { x: drawValue(chance), y: { z: drawValue(chance) } };
  if (chance.next() < 0.2) data.at = FieldValue.serverTimestamp();
  return data;
}

function changesOf(chance: Chance): Record<string, unknown> {
  const changes: Record<string, unknown> = {};
  const paths = ['n', 's', 't', 'm.x', 'm.y.z', 'o.p'];
  for (let place = chance.int(1, 3); place > 0; place -= 1) {
    const path = chance.pick(paths);
    changes[path] = chance.pick([
      drawValue(chance),
      FieldValue.delete(),
      FieldValue.serverTimestamp(),
      FieldValue.increment(2),
    ]);
  }
  return changes;
}

function set(chance: Chance): Operation {
  const [id, data] = [idOf(chance), documentOf(chance)];
  return { name: `set ${id}`, run: async (db, collection) => void (await db.collection(collection).doc(id).set(data)) };
}

function merge(chance: Chance): Operation {
  const [id, data] = [idOf(chance), documentOf(chance)];
  return {
    name: `merge ${id}`,
    run: async (db, collection) => void (await db.collection(collection).doc(id).set(data, { merge: true })),
  };
}

function update(chance: Chance): Operation {
  const [id, data] = [idOf(chance), changesOf(chance)];
  return {
    name: `update ${id}`,
    run: async (db, collection) => void (await db.collection(collection).doc(id).update(data)),
  };
}

function create(chance: Chance): Operation {
  const [id, data] = [idOf(chance), documentOf(chance)];
  return {
    name: `create ${id}`,
    run: async (db, collection) => void (await db.collection(collection).doc(id).create(data)),
  };
}

function remove(chance: Chance): Operation {
  const id = idOf(chance);
  const precondition = chance.pick([{}, { exists: true }]);
  return {
    name: `delete ${id}`,
    run: async (db, collection) => void (await db.collection(collection).doc(id).delete(precondition)),
  };
}

/** Deletes a document if it is as it was read, with a write in between or without. */
function removeIfUnchanged(chance: Chance): Operation {
  const [id, between] = [idOf(chance), chance.next() < 0.5];
  return {
    name: `delete ${id} unchanged${between ? ', changed' : ''}`,
    async run(db, collection) {
      const reference = db.collection(collection).doc(id);
      const { updateTime } = await reference.get();
      if (between) await reference.set({ n: 1 }, { merge: true });
      if (updateTime !== undefined) await reference.delete({ lastUpdateTime: updateTime });
    },
  };
}

/** Writes that are all applied or none, among them some that fail. */
function batch(chance: Chance): Operation {
  const drawn = Array.from({ length: chance.int(1, 4) }, () => ({
    kind: chance.pick(['create', 'set', 'update', 'delete', 'delete absent'] as const),
    id: idOf(chance),
    data: documentOf(chance),
  }));
  // The emulators refuse a later write that contradicts an earlier one, such as an update after a delete, for
  // different reasons; the stores send none.
  const writes = drawn.filter(
    ({ kind, id }, place) =>
      kind === 'set' || kind === 'delete' || drawn.findIndex((other) => other.id === id) === place,
  );
  return {
    name: `batch ${writes.map(({ kind, id }) => `${kind} ${id}`).join(', ')}`,
    async run(db, collection) {
      const group = db.batch();
      for (const { kind, id, data } of writes) {
        const reference = db.collection(collection).doc(id);
        if (kind === 'create') group.create(reference, data);
        else if (kind === 'set') group.set(reference, data);
        else if (kind === 'update') group.update(reference, { n: 3, 'm.x': 'u' });
        else group.delete(reference, kind === 'delete' ? {} : { exists: false });
      }
      await group.commit();
    },
  };
}

function transaction(chance: Chance): Operation {
  const [one, other, data] = [idOf(chance), idOf(chance), documentOf(chance)];
  const kind = chance.pick(['set', 'create', 'update', 'delete', 'nothing', 'throw'] as const);
  return {
    name: `transaction ${kind} ${one} ${other}`,
    async run(db, collection) {
      return await db.runTransaction(async (own) => {
        const references = [db.collection(collection).doc(one), db.collection(collection).doc(other)] as const;
        const [first] = await own.getAll(...references);
        if (kind === 'throw') throw Object.assign(new Error('thrown by the closure'), { code: 'own' });
        if (kind === 'set') own.set(references[1], data);
        if (kind === 'create') own.create(references[1], data);
        if (kind === 'update') own.update(references[1], { n: FieldValue.increment(1) });
        if (kind === 'delete') own.delete(references[1]);
        return plain(first?.data());
      });
    },
  };
}

function read(chance: Chance): Operation {
  const id = idOf(chance);
  return {
    name: `read ${id}`,
    async run(db, collection) {
      const snapshot = await db.collection(collection).doc(id).get();
      return [
        snapshot.exists,
        snapshot.id,
        snapshot.ref.path.split('/').at(-1),
        plain(snapshot.data()),
        plain(snapshot.get('m.x')),
      ];
    },
  };
}

function readMasked(chance: Chance): Operation {
  const ids = [idOf(chance), idOf(chance)];
  const fieldMask = chance.pick([['n'], ['m.x', 's'], ['m.y', 'absent']]);
  return {
    name: `read ${ids.join(' ')} ${fieldMask.join(' ')}`,
    async run(db, collection) {
      const references = ids.map((id) => db.collection(collection).doc(id));
      return (await db.getAll(...references, { fieldMask })).map((snapshot) => [
        snapshot.exists,
        plain(snapshot.data()),
      ]);
    },
  };
}

function query(chance: Chance): Operation {
  const { name, build } = drawQuery(chance);
  return {
    name: `query ${name}`,
    run: async (db, collection) => (await build(db.collection(collection)).get()).docs.map(({ id }) => id),
  };
}

/** Every form of query that the stores use. */
function drawQuery(chance: Chance): { name: string; build: (collection: Query) => Query } {
  const field = chance.pick(fields);
  const value = chance.pick([1, 'x', time(1)]);
  const operator = chance.pick(['==', '<=', '<', '>', '>='] as const);
  const limit = chance.int(1, 3);
  const after = chance.pick(['a', 'b']);
  const where = `${field} ${operator} ${plain(value)}`;
  const forms: Record<string, (collection: Query) => Query> = {
    [where]: (collection) => collection.where(field, operator, value),
    [`${field} <= ${plain(value)} by ${field}, ${limit}`]: (collection) =>
      collection.where(field, '<=', value).orderBy(field).limit(limit),
    [`by ${field}, ${limit}`]: (collection) => collection.orderBy(field).limit(limit),
    [`by ${field} falling, ${limit}`]: (collection) => collection.orderBy(field, 'desc').limit(limit),
    [`by name after ${after}, ${limit}`]: (collection) =>
      collection.orderBy(FieldPath.documentId()).startAfter(after).limit(limit),
    'by name': (collection) => collection.orderBy(FieldPath.documentId()).select(),
    [`by ${field} after ${plain(value)}`]: (collection) => collection.orderBy(field).startAfter(value).select(field),
  };
  const [name, build] = chance.pick(Object.entries(forms));
  return { name, build };
}

function count(chance: Chance): Operation {
  const [field, value] = [chance.pick(fields), chance.pick([1, 'x'])];
  return {
    name: `count ${field}`,
    run: async (db, collection) =>
      (await db.collection(collection).where(field, '==', value).count().get()).data().count,
  };
}

function list(): Operation {
  return {
    name: 'list',
    run: async (db, collection) => (await db.collection(collection).listDocuments()).map(({ id }) => id),
  };
}

/** A value in a form that can be compared: server times, which differ, are named. */
export function plain(value: unknown): unknown {
  if (value instanceof Timestamp) {
    const seconds = value.seconds - time(0).seconds;
    return seconds >= 0 && seconds <= 3 ? `t${seconds}` : 'server time';
  }
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort()
      .map(([key, inner]) => [key, plain(inner)]),
  );
}

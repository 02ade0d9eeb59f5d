import { FieldPath } from 'firebase-admin/firestore';
import type { StoredDocument } from './database.ts';
import type { Connection } from './exchange.ts';
import { DocumentReference, DocumentSnapshot } from './reference.ts';
import { compareValues, fieldAt, isEqual, isSameKind } from './values.ts';

type Operator = '==' | '!=' | '<' | '<=' | '>' | '>=' | 'in' | 'array-contains';

interface Filter {
  field: string;
  operator: Operator;
  value: unknown;
}

interface Order {
  field: string;
  sign: 1 | -1;
}

/** What a query asks for. */
interface Plan {
  filters: readonly Filter[];
  orders: readonly Order[];
  limit: number;
  /** The values of the last document that was seen before, in the query's order. */
  after: readonly unknown[] | null;
  fields: readonly string[] | null;
}

const everything: Plan = {
  filters: [],
  orders: [],
  limit: Number.POSITIVE_INFINITY,
  after: null,
  fields: null,
};

/** The field name that stands for the id of a document. */
const nameField = '__name__';

/** A query over one collection. */
export class Query {
  readonly connection: Connection;
  readonly path: string;
  readonly #plan: Plan;

  constructor(connection: Connection, path: string, plan: Plan = everything) {
    this.connection = connection;
    this.path = path;
    this.#plan = plan;
  }

  where(field: string | FieldPath, operator: Operator, value: unknown): Query {
    return this.#with({ filters: [...this.#plan.filters, { field: nameOf(field), operator, value }] });
  }

  orderBy(field: string | FieldPath, direction: 'asc' | 'desc' = 'asc'): Query {
    const sign = direction === 'asc' ? 1 : -1;
    return this.#with({ orders: [...this.#plan.orders, { field: nameOf(field), sign }] });
  }

  limit(limit: number): Query {
    return this.#with({ limit });
  }

  startAfter(...values: unknown[]): Query {
    const [first] = values;
    const after =
      first instanceof DocumentSnapshot
        ? this.#orders().map(({ field }) => (field === nameField ? first.id : first.get(field)))
        : values;
    return this.#with({ after });
  }

  select(...fields: (string | FieldPath)[]): Query {
    return this.#with({ fields: fields.map(nameOf) });
  }

  count(): { get(): Promise<{ data(): { count: number } }> } {
    return {
      get: async () => {
        const count = await this.connection.exchange(`counts ${this.path}`, () => this.#find().length);
        return { data: () => ({ count }) };
      },
    };
  }

  async get(): Promise<QuerySnapshot> {
    return await this.read(() => {});
  }

  /** Carries the query out. Calls `visit` with each path found, at the moment of the read. */
  async read(visit: (path: string) => void): Promise<QuerySnapshot> {
    const { connection, path } = this;
    return await connection.exchange(`queries ${path}`, () => {
      const found = this.#find();
      for (const document of found) visit(document.path);
      const { fields } = this.#plan;
      return new QuerySnapshot(
        found.map(
          (document) => new DocumentSnapshot(new DocumentReference(connection, document.path), document, fields),
        ),
      );
    });
  }

  #with(change: Partial<Plan>): Query {
    return new Query(this.connection, this.path, { ...this.#plan, ...change });
  }

  #find(): StoredDocument[] {
    const { filters, limit, after } = this.#plan;
    const orders = this.#orders();
    const found = this.connection.database
      .list(this.path)
      .filter((document) => filters.every((filter) => isMatch(document, filter)))
      .filter((document) => orders.every(({ field }) => valueIn(document, field) !== undefined))
      .sort((one, other) => compare(orders, (field) => [valueIn(one, field), valueIn(other, field)]))
      .filter((document) => {
        if (after === null) return true;
        return compare(orders.slice(0, after.length), (field, place) => [valueIn(document, field), after[place]]) > 0;
      });
    return found.slice(0, limit);
  }

  /** The requested order, or that of an inequality, then the name. */
  #orders(): Order[] {
    const { orders, filters } = this.#plan;
    const inequality = filters.find(
      ({ operator }) => operator !== '==' && operator !== 'in' && operator !== 'array-contains',
    );
    const asked: readonly Order[] =
      orders.length === 0 && inequality !== undefined ? [{ field: inequality.field, sign: 1 }] : orders;
    if (asked.some(({ field }) => field === nameField)) return [...asked];
    return [...asked, { field: nameField, sign: asked.at(-1)?.sign ?? 1 }];
  }
}

/** A collection, which is also the query for all of it. */
export class CollectionReference extends Query {
  doc(id: string): DocumentReference {
    if (id === '' || id.includes('/')) throw new Error(`The document id ${JSON.stringify(id)} is not valid.`);
    return new DocumentReference(this.connection, `${this.path}/${id}`);
  }

  async listDocuments(): Promise<DocumentReference[]> {
    const { connection, path } = this;
    return await connection.exchange(`lists ${path}`, () =>
      connection.database.list(path).map((document) => new DocumentReference(connection, document.path)),
    );
  }
}

/** What a query found. */
export class QuerySnapshot {
  readonly docs: readonly DocumentSnapshot[];

  constructor(docs: readonly DocumentSnapshot[]) {
    this.docs = docs;
  }

  get size(): number {
    return this.docs.length;
  }

  get empty(): boolean {
    return this.docs.length === 0;
  }
}

function nameOf(field: string | FieldPath): string {
  if (typeof field === 'string') return field;
  return field.isEqual(FieldPath.documentId()) ? nameField : String(field);
}

function valueIn(document: StoredDocument, field: string): unknown {
  return field === nameField ? document.id : fieldAt(document.fields, field);
}

function isMatch(document: StoredDocument, { field, operator, value }: Filter): boolean {
  const actual = valueIn(document, field);
  if (actual === undefined) return false;
  if (operator === 'in') return Array.isArray(value) && value.some((one) => isEqual(actual, one));
  if (operator === 'array-contains') return Array.isArray(actual) && actual.some((one) => isEqual(one, value));
  if (operator === '==') return isEqual(actual, value);
  if (operator === '!=') return actual !== null && !isEqual(actual, value);
  if (!isSameKind(actual, value)) return false;
  const order = compareValues(actual, value);
  if (operator === '<') return order < 0;
  if (operator === '<=') return order <= 0;
  return operator === '>' ? order > 0 : order >= 0;
}

function compare(orders: readonly Order[], pair: (field: string, place: number) => [unknown, unknown]): number {
  for (const [place, { field, sign }] of orders.entries()) {
    const order = compareValues(...pair(field, place));
    if (order !== 0) return sign * order;
  }
  return 0;
}

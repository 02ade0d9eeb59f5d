import ts from 'typescript';
import { addFields, type Fields } from './field-types.ts';
import { checker, filesBelow, walk } from './source.ts';

/**
 * The collection that each function writes to. It cannot be read from the code. A function that
 * writes and is missing here, or is here and writes nothing, fails the test.
 */
const collections: Readonly<Record<string, string>> = {
  'functions/src/account/deletion.ts begin': 'accountDeletions',
  'functions/src/account/deletion.ts deleteAccount': 'accountDeletions',
  'functions/src/account/deletion.ts end': 'accountDeletions',
  'functions/src/knowledge/reconcile/repair.ts orderVerification': 'knowledge',
  'functions/src/knowledge/reconcile/report.ts writeReport': 'knowledgeReports',
  'functions/src/knowledge/removal-record.ts putRemoval': 'knowledgeRemovals',
  'functions/src/knowledge/removal.ts postpone': 'knowledgeRemovals',
  'functions/src/knowledge/store.ts execute': 'knowledge',
  'functions/src/tunebook/collection.ts catalogueDocument': 'tunes',
  'functions/src/tunebook/collection.ts ownDocument': 'users/tunes',
  'functions/src/tunebook/profile.ts saveMember': 'users',
  'functions/src/tunebook/store.ts requestCancel': 'tunebookSyncs',
  'functions/src/tunebook/store.ts toDocument': 'tunebookSyncs',
  'web/src/knowledge/data.ts addDocument': 'knowledge',
  'web/src/knowledge/data.ts saveDocument': 'knowledge',
  'web/src/tunebook/data.ts forgetMember': 'users',
  'web/src/tunebook/data.ts setLearnStatus': 'users/tunes',
  'web/src/tunebook/data.ts setNotes': 'users/tunes',
};

/** What is written to Firestore. */
export interface Writes {
  /** The fields of each collection. */
  fields: Map<string, Fields>;
  /** Those that the page writes, as `<collection> <field>`. */
  byPage: Set<string>;
  /** What is wrong with the list above. */
  problems: string[];
}

/** Reads every write in the code of the functions and of the page. */
export function readWrites(): Writes {
  const fields = new Map<string, Fields>();
  const byPage = new Set<string>();
  const writers = new Set<string>();
  for (const { path, file } of [...filesBelow('functions/src/'), ...filesBelow('web/src/')]) {
    walk(file, (node) => {
      const written = writtenBy(node);
      if (written === null) return;
      const writer = `${path} ${functionAround(node)}`;
      writers.add(writer);
      const collection = collections[writer];
      if (collection === undefined) return;
      const known = fields.get(collection) ?? new Map();
      addFields(known, written);
      fields.set(collection, known);
      if (!path.startsWith('web/')) return;
      const own: Fields = new Map();
      addFields(own, written);
      for (const field of own.keys()) byPage.add(`${collection} ${field}`);
    });
  }
  const list = 'test/unit/reference/documents.ts';
  const unknown = [...writers].filter((writer) => !(writer in collections));
  const idle = Object.keys(collections).filter((writer) => !writers.has(writer));
  const problems = [
    ...unknown.map((writer) => `${list}: add '${writer}' with the collection that it writes to.`),
    ...idle.map((writer) => `${list}: remove '${writer}', which writes nothing.`),
  ];
  return { fields, byPage, problems };
}

/** The type of what a node writes to a document, or null when it writes nothing that is known here. */
function writtenBy(node: ts.Node): ts.Type | null {
  if (ts.isCallExpression(node)) {
    const data = dataArgument(node);
    if (data === undefined) return null;
    const type = checker.getTypeAtLocation(data);
    // DocumentData says nothing about its fields: they are read where the object is made.
    return isDocumentData(type) ? null : type;
  }
  if (!ts.isObjectLiteralExpression(node)) return null;
  const wanted = checker.getContextualType(node);
  return wanted !== undefined && isDocumentData(wanted) ? checker.getTypeAtLocation(node) : null;
}

function isDocumentData(type: ts.Type): boolean {
  return (type.aliasSymbol ?? type.symbol)?.name === 'DocumentData';
}

/** The argument that holds the fields in a call that writes a document, of the Admin SDK or the web SDK. */
function dataArgument({ expression, arguments: given }: ts.CallExpression): ts.Expression | undefined {
  if (ts.isIdentifier(expression)) {
    const place = { setDoc: 1, updateDoc: 1, addDoc: 1 }[expression.text];
    return place === undefined ? undefined : given[place];
  }
  if (!ts.isPropertyAccessExpression(expression)) return undefined;
  if (!['set', 'update', 'create', 'add'].includes(expression.name.text)) return undefined;
  const receiver = checker.getTypeAtLocation(expression.expression).symbol?.name ?? '';
  if (['Transaction', 'WriteBatch', 'BulkWriter'].includes(receiver)) return given[1];
  return ['DocumentReference', 'CollectionReference'].includes(receiver) ? given[0] : undefined;
}

function functionAround(node: ts.Node): string {
  let name = '';
  for (let around = node.parent; around !== undefined; around = around.parent) {
    if (ts.isFunctionDeclaration(around) && around.name !== undefined) name = around.name.text;
  }
  return name;
}

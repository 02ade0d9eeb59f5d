import ts from 'typescript';
import { addFields, type Fields } from './field-types.ts';
import { filesBelow, walk } from './source.ts';
import { writtenBy } from './writes.ts';

/**
 * The collection that each function writes to. It cannot be read from the code. A function that
 * writes and is missing here, or is here and writes nothing, fails the test. What the makers below
 * make needs no writer here.
 */
const collections: Readonly<Record<string, string>> = {
  'functions/src/account/deletion.ts begin': 'accountDeletions',
  'functions/src/account/deletion.ts deleteProfile': 'users',
  'functions/src/account/deletion.ts deleteTunes': 'accountDeletions',
  'functions/src/account/deletion.ts end': 'accountDeletions',
  'functions/src/knowledge/audit/pending.ts makeDue': 'knowledge',
  'functions/src/knowledge/audit/ledger.ts recordDocument': 'knowledge',
  'functions/src/knowledge/indexing/check.ts record': 'knowledge',
  'functions/src/knowledge/indexing/restart.ts restartIndexes': 'knowledge',
  'functions/src/knowledge/indexing/usage.ts followUsage': 'knowledgeIndex',
  'functions/src/knowledge/indexing/usage.ts makeDue': 'knowledge',
  'functions/src/knowledge/reconcile/repair.ts scheduleVerification': 'knowledge',
  'functions/src/knowledge/reconcile/report.ts writeReport': 'knowledgeReports',
  'functions/src/knowledge/removal/record.ts setAside': 'knowledgeRemotes',
  'functions/src/knowledge/removal/mark.ts verifyRestored': 'knowledge',
  'functions/src/knowledge/removal/mark.ts waitForClaim': 'knowledgeRemotes',
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

/** The collection of the documents that these functions make, wherever they are written. */
const makers: Readonly<Record<string, string>> = {
  liveFields: 'knowledgeRemotes',
  removingFields: 'knowledgeRemotes',
};

/** What is written to Firestore. */
export interface Writes {
  /** The fields of each collection. */
  fields: Map<string, Fields>;
  /** Those that the page writes, as `<collection> <field>`. */
  byPage: Set<string>;
  /** What is wrong with the lists above. */
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
      if (written.length === 0) return;
      const maker = makerIn(node);
      const writer = maker ?? `${path} ${functionAround(node)}`;
      writers.add(writer);
      const collection = makers[writer] ?? collections[writer];
      if (collection === undefined) return;
      const known = fields.get(collection) ?? new Map();
      const own: Fields = new Map();
      for (const type of written) {
        addFields(known, type);
        addFields(own, type);
      }
      fields.set(collection, known);
      if (path.startsWith('web/')) for (const field of own.keys()) byPage.add(`${collection} ${field}`);
    });
  }
  const list = 'test/unit/reference/documents.ts';
  const listed = { ...collections, ...makers };
  const unknown = [...writers].filter((writer) => !(writer in listed));
  const idle = Object.keys(listed).filter((writer) => !writers.has(writer));
  const problems = [
    ...unknown.map((writer) => `${list}: add '${writer}' with the collection that it writes to.`),
    ...idle.map((writer) => `${list}: remove '${writer}', which writes nothing.`),
  ];
  return { fields, byPage, problems };
}

/** The maker that a write calls for its data. */
function makerIn(node: ts.Node): string | undefined {
  let maker: string | undefined;
  walk(node, (part) => {
    if (ts.isCallExpression(part) && part.expression.getText() in makers) maker = part.expression.getText();
  });
  return maker;
}

function functionAround(node: ts.Node): string {
  let name = '';
  for (let around = node.parent; around !== undefined; around = around.parent) {
    if (ts.isFunctionDeclaration(around) && around.name !== undefined) name = around.name.text;
  }
  return name;
}

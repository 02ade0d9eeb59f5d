import ts from 'typescript';
import { failureTypes } from '../../../functions/src/upstream/errors.ts';
import { checker } from './source.ts';

/** Fields by their paths, such as `sync.error.type`, each with everything that its value can be. */
export type Fields = Map<string, Set<string>>;

/** Object types that a table names instead of repeating their fields, by the name of the type. */
const named = new Map([['ReconcileReport', 'report']]);

/** Adds the fields of an object type to `fields`. */
export function addFields(fields: Fields, type: ts.Type, prefix = ''): void {
  for (const property of type.getProperties()) {
    const path = prefix + property.name;
    const written = (property.declarations ?? []).map(initializerOf);
    const parts = new Set([...(fields.get(path) ?? []), ...written.flatMap(literalParts)]);
    // A lone literal in an object literal has lost its value in its type.
    const literal = written.length > 0 && written.every((value) => value && ts.isStringLiteral(value));
    if (!literal) addParts(fields, checker.getTypeOfSymbol(property), path, parts);
    if (parts.size > 0) fields.set(path, parts);
  }
}

/** How a table writes what a value can be: its parts in alphabetical order, then null and absent. */
export function typeText(parts: ReadonlySet<string>): string {
  const all = new Set(parts);
  if (all.has('`true`') && all.has('`false`')) {
    all.delete('`true`');
    all.delete('`false`');
    all.add('boolean');
  }
  // The values have a table of their own.
  if (failureTypes.every((type) => all.has(`\`${type}\``))) {
    for (const type of failureTypes) all.delete(`\`${type}\``);
    all.add('error type');
  }
  const special = ['null', 'absent'].filter((part) => all.delete(part));
  const sorted = [...all].sort().concat(special);
  const last = sorted.pop() ?? '';
  return sorted.length === 0 ? last : `${sorted.join(', ')} or ${last}`;
}

function addParts(fields: Fields, type: ts.Type, path: string, parts: Set<string>): void {
  if (type.isUnion()) {
    for (const part of type.types) addParts(fields, part, path, parts);
    return;
  }
  const name = type.symbol?.name ?? '';
  // What a sentinel becomes is read from its call.
  if (type.flags & ts.TypeFlags.Undefined || name === 'FieldValue') return;
  const element = checker.isArrayType(type) ? checker.getTypeArguments(type as ts.TypeReference)[0] : undefined;
  if (element !== undefined) {
    parts.add(`${elementText(element)}[]`);
    return;
  }
  const alias = named.get(type.aliasSymbol?.name ?? name);
  if (alias !== undefined) parts.add(alias);
  else if (type.isStringLiteral()) parts.add(`\`${type.value}\``);
  else if (type.flags & ts.TypeFlags.BooleanLiteral) parts.add(`\`${checker.typeToString(type)}\``);
  else if (name === 'Timestamp') parts.add(name);
  else if (type.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection)) {
    parts.add('object');
    addFields(fields, type, `${path}.`);
  } else parts.add(checker.typeToString(type));
}

/** How a table writes what a list holds: `string`, or `{message: string, tuneId: number or null}`. */
function elementText(element: ts.Type): string {
  const fields: Fields = new Map();
  const parts = new Set<string>();
  addParts(fields, element, '', parts);
  if (!parts.delete('object')) return typeText(parts);
  const inner = [...fields].map(([path, types]) => `${path.slice(1)}: ${typeText(types)}`).sort();
  return `{${inner.join(', ')}}`;
}

/** What Firestore stores for sentinels and string literals in an expression; nothing for a deleted field. */
function literalParts(expression: ts.Expression | undefined): string[] {
  if (expression === undefined) return [];
  if (ts.isConditionalExpression(expression)) {
    return [...literalParts(expression.whenTrue), ...literalParts(expression.whenFalse)];
  }
  if (ts.isStringLiteral(expression)) return [`\`${expression.text}\``];
  if (!ts.isCallExpression(expression)) return [];
  const called = expression.expression.getText().split('.').at(-1);
  if (called === 'serverTimestamp') return ['Timestamp'];
  return called === 'increment' ? ['number'] : [];
}

/** The expression that a property gets its value from, looked up where it is a constant. */
function initializerOf(declaration: ts.Declaration): ts.Expression | undefined {
  if (ts.isShorthandPropertyAssignment(declaration)) {
    return constantOf(checker.getShorthandAssignmentValueSymbol(declaration));
  }
  if (!ts.isPropertyAssignment(declaration)) return undefined;
  const { initializer } = declaration;
  return (ts.isIdentifier(initializer) && constantOf(checker.getSymbolAtLocation(initializer))) || initializer;
}

function constantOf(symbol: ts.Symbol | undefined): ts.Expression | undefined {
  const declaration = symbol?.valueDeclaration;
  return declaration !== undefined && ts.isVariableDeclaration(declaration) ? declaration.initializer : undefined;
}

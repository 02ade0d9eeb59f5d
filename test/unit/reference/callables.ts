import ts from 'typescript';
import { addFields, type Fields } from './field-types.ts';
import { checker, filesBelow, stringValues, walk } from './source.ts';

/** A callable as its declaration in `index.ts` makes it. */
export interface Callable {
  access: 'users' | 'editors';
  input: Fields;
  answer: Fields;
  /** The codes that it throws on purpose. */
  codes: Set<string>;
}

/** Where callers and input are checked for every callable. */
const adapter = 'functions/src/callable.ts';

const own = new Map(filesBelow('functions/src/').map(({ path, file }) => [file, path]));

/** Reads an exported callable. Throws when its input schema cannot be told. */
export function readCallable(name: string): Callable {
  const declaration = declarationOf(name);
  const returned = checker.getTypeArguments(checker.getTypeAtLocation(declaration) as ts.TypeReference)[1];
  const answer: Fields = new Map();
  if (returned !== undefined) addFields(answer, checker.getAwaitedType(returned) ?? returned);
  const editors = declaration.getText().match(/\brequireEditor\b|'editor'/) !== null;
  const codes = new Set(['unauthenticated', 'invalid-argument', ...codesFrom(declaration, new Set())]);
  if (editors) codes.add('permission-denied');
  return { access: editors ? 'editors' : 'users', input: inputOf(name, declaration), answer, codes };
}

function declarationOf(name: string): ts.Node {
  const index = filesBelow('functions/src/').find(({ path }) => path === 'functions/src/index.ts')?.file;
  const module = index && checker.getSymbolAtLocation(index);
  const found = module && checker.getExportsOfModule(module).find((symbol) => symbol.name === name)?.valueDeclaration;
  if (found === undefined) throw new Error(`functions/src/index.ts does not declare ${name}.`);
  return found;
}

/** The fields of the one zod schema that a declaration mentions, as a client sends them. */
function inputOf(name: string, declaration: ts.Node): Fields {
  const schemas = new Map<string, ts.Type>();
  walk(declaration, (node) => {
    if (!ts.isIdentifier(node)) return;
    const type = checker.getTypeAtLocation(node);
    if (type.getProperty('_zod') !== undefined) schemas.set(checker.typeToString(type), type);
  });
  const [schema, ...others] = schemas.values();
  if (schema === undefined || others.length > 0) {
    throw new Error(`functions/src/index.ts: the declaration of ${name} must mention one input schema.`);
  }
  const internals = propertyType(schema, '_zod', declaration);
  const fields: Fields = new Map();
  const sent = propertyType(internals, 'input', declaration);
  for (const part of sent.isUnion() ? sent.types : [sent]) {
    addFields(fields, part);
    for (const { name: field, flags } of part.getProperties()) {
      if (flags & ts.SymbolFlags.Optional) fields.get(field)?.add('absent');
    }
  }
  return fields;
}

function propertyType(type: ts.Type, name: string, at: ts.Node): ts.Type {
  const property = type.getProperty(name);
  if (property === undefined) throw new Error(`${checker.typeToString(type)} has no ${name}.`);
  return checker.getTypeOfSymbolAtLocation(property, at);
}

/** The error codes written down in a node and in every function of ours that it refers to. */
function codesFrom(node: ts.Node, visited: Set<ts.Node>): string[] {
  if (visited.has(node)) return [];
  visited.add(node);
  const codes: string[] = [];
  walk(node, (part) => {
    if (ts.isExpression(part) && isErrorCode(part)) codes.push(...codesOf(part));
    if (!ts.isIdentifier(part)) return;
    for (const declaration of checker.getTypeAtLocation(part).symbol?.declarations ?? []) {
      if (isOwnFunction(declaration)) codes.push(...codesFrom(declaration, visited));
    }
  });
  return codes;
}

/** Whether an expression of ours is used as an error code. */
function isErrorCode(expression: ts.Expression): boolean {
  if (!own.has(expression.getSourceFile()) || ts.isLiteralTypeNode(expression.parent)) return false;
  return checker.getContextualType(expression)?.aliasSymbol?.name === 'FunctionsErrorCode';
}

/** The codes that an expression may have; none where its type says no more than that it is a code. */
function codesOf(expression: ts.Expression): string[] {
  const any = checker.getTypeAtLocation(expression).aliasSymbol?.name === 'FunctionsErrorCode';
  return any ? [] : (stringValues(expression) ?? []);
}

function isOwnFunction(declaration: ts.Node): boolean {
  const path = own.get(declaration.getSourceFile());
  return path !== undefined && path !== adapter && ts.isFunctionLike(declaration);
}

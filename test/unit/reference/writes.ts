import ts from 'typescript';
import { checker } from './source.ts';

/**
 * The types of the documents that a node writes or hands over to be written. `DocumentData` says nothing
 * about its fields, so they are read where an object of a known type becomes one.
 */
export function writtenBy(node: ts.Node): ts.Type[] {
  if (ts.isObjectLiteralExpression(node)) {
    const wanted = checker.getContextualType(node);
    return wanted !== undefined && isDocumentData(wanted) ? [checker.getTypeAtLocation(node)] : [];
  }
  if (!ts.isCallExpression(node)) return [];
  const data = dataArgument(node);
  if (data !== undefined) {
    const type = checker.getTypeAtLocation(data);
    return isDocumentData(type) ? [] : [type];
  }
  return node.arguments.flatMap((argument) => {
    const wanted = checker.getContextualType(argument);
    return wanted === undefined ? [] : becomingData(wanted, checker.getTypeAtLocation(argument));
  });
}

/** The types that become `DocumentData` when a value of a type is passed where another is wanted. */
function becomingData(wanted: ts.Type, given: ts.Type): ts.Type[] {
  if (isDocumentData(wanted)) return isDocumentData(given) ? [] : [given];
  const [wantedItem, givenItem] = [itemOf(wanted), itemOf(given)];
  if (wantedItem !== undefined && givenItem !== undefined) return becomingData(wantedItem, givenItem);
  // A document to write is named beside its data: `{ reference, data }`.
  const [wantedData, givenData] = [wanted.getProperty('data'), given.getProperty('data')];
  if (wantedData === undefined || givenData === undefined) return [];
  const wantedType = checker.getTypeOfSymbol(wantedData);
  return isDocumentData(wantedType) ? becomingData(wantedType, checker.getTypeOfSymbol(givenData)) : [];
}

function itemOf(type: ts.Type): ts.Type | undefined {
  return checker.isArrayType(type) ? checker.getTypeArguments(type as ts.TypeReference)[0] : undefined;
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

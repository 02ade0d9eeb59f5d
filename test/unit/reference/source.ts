import { join, relative } from 'node:path';
import ts from 'typescript';
import { projectRoot } from '../../../local/paths.ts';

const config = ts.readConfigFile(join(projectRoot, 'web/tsconfig.json'), ts.sys.readFile);
const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, join(projectRoot, 'web'));
const rootNames = ['functions/src', 'web/src'].flatMap((folder) => {
  return ts.sys.readDirectory(join(projectRoot, folder), ['.ts']);
});

const program = ts.createProgram({ rootNames, options });

/** Answers questions about the types of the functions' and the page's code. */
export const checker = program.getTypeChecker();

/** The project's own files below a folder, such as `functions/src/`, with their paths from the root. */
export function filesBelow(folder: string): { path: string; file: ts.SourceFile }[] {
  return rootNames
    .map((name) => ({ path: relative(projectRoot, name), file: program.getSourceFile(name) }))
    .filter((found): found is { path: string; file: ts.SourceFile } => found.file !== undefined)
    .filter(({ path }) => path.startsWith(folder));
}

/** Calls `visit` for a node and everything in it. */
export function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  node.forEachChild((child) => walk(child, visit));
}

/** The string values that an expression may have, template literals included; null when they cannot be told. */
export function stringValues(expression: ts.Expression): string[] | null {
  if (ts.isTemplateExpression(expression)) {
    let texts: string[] = [expression.head.text];
    for (const span of expression.templateSpans) {
      const values = stringValues(span.expression);
      if (values === null) return null;
      texts = texts.flatMap((text) => values.map((value) => text + value + span.literal.text));
    }
    return texts;
  }
  const type = checker.getTypeAtLocation(expression);
  const parts = type.isUnion() ? type.types : [type];
  const values = parts.filter((part) => part.isStringLiteral()).map(({ value }) => value);
  return values.length === parts.length ? values : null;
}

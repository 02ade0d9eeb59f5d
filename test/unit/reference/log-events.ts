import ts from 'typescript';
import { checker, filesBelow, stringValues, walk } from './source.ts';

/** A log event: the severities that it is written with and the names of its fields. */
export interface LogEvent {
  severities: Set<string>;
  fields: Set<string>;
}

/** Events that the types allow and that the code never logs: only a run that has ended is logged by its status. */
const neverLogged = new Set(['knowledge.syncing', 'tunebook.fetching_metadata', 'tunebook.adding_to_collection']);

/** Every event that the functions log, by name, and the calls that cannot be read. */
export function readLogEvents(): { events: Map<string, LogEvent>; problems: string[] } {
  const events = new Map<string, LogEvent>();
  const problems: string[] = [];
  for (const { path, file } of filesBelow('functions/src/')) {
    walk(file, (node) => {
      if (!ts.isCallExpression(node)) return;
      if (checker.getTypeAtLocation(node.expression).aliasSymbol?.name !== 'Log') return;
      const [severity, name, fields] = node.arguments;
      const severities = severity && stringValues(severity);
      const names = name && stringValues(name);
      if (!severities || !names || !fields || checker.getTypeAtLocation(fields).getStringIndexType()) {
        problems.push(`${path}: the types in ${node.getText()} must name the events, severities and fields.`);
        return;
      }
      for (const found of names.filter((event) => !neverLogged.has(event))) {
        const event = events.get(found) ?? { severities: new Set(), fields: new Set() };
        for (const value of severities) event.severities.add(value);
        for (const property of checker.getTypeAtLocation(fields).getProperties()) event.fields.add(property.name);
        events.set(found, event);
      }
    });
  }
  return { events, problems };
}

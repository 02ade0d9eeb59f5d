import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../../local/paths.ts';

/** The fields that the security rules let clients write, by collection (`users/tunes` for a user's tunes). */
export function readClientFields(): Map<string, Set<string>> {
  const fields = new Map<string, Set<string>>();
  const blocks: string[] = [];
  for (const line of readFileSync(join(projectRoot, 'firestore.rules'), 'utf8').split('\n')) {
    const opened = /^\s*(?:match \/(\S+?)\/\{|\S.*\{$)/.exec(line);
    if (opened !== null && line.endsWith('{')) blocks.push(opened[1] ?? '');
    if (line.trim() === '}') blocks.pop();
    const collection = blocks.filter((name) => name !== '' && name !== 'databases').join('/');
    for (const [, list = ''] of line.matchAll(/(?:keys|affectedKeys|changedFields)\(\)\.hasOnly\(\[(.*?)\]\)/g)) {
      // The list inside `sync` names a field of a field.
      if (line.includes('.sync.diff(')) continue;
      const known = fields.get(collection) ?? new Set();
      for (const [, field = ''] of list.matchAll(/'(\w+)'/g)) known.add(field);
      fields.set(collection, known);
    }
  }
  return fields;
}

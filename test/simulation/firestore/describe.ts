import { Timestamp } from 'firebase-admin/firestore';
import { beginning } from '../engine/scheduler.ts';
import type { Write } from './database.ts';
import { isMap } from './values.ts';

/** Characters of a text that are shown. */
const shown = 40;

/** Writes of one commit that are shown. */
const writesShown = 4;

/** The writes of a commit in one line. */
export function describeWrites(writes: readonly Write[]): string {
  const lines = writes.slice(0, writesShown).map((write) => {
    return write.kind === 'delete' ? `delete ${write.path}` : `${write.kind} ${write.path} ${describe(write.data)}`;
  });
  if (writes.length > writesShown) lines.push(`and ${writes.length - writesShown} more`);
  return lines.join('; ');
}

/** A value in readable form: times as seconds since the beginning, without fields that are null. */
function describe(value: unknown): string {
  if (value instanceof Timestamp) return `${(value.toMillis() - beginning) / 1000}s`;
  if (typeof value === 'string') return value.length > shown ? `${value.slice(0, shown)}…` : value;
  if (Array.isArray(value)) return `[${value.map(describe).join(' ')}]`;
  if (!isMap(value)) return typeof value === 'object' && value !== null ? 'server value' : String(value);
  let text = '';
  for (const name in value)
    if (value[name] !== null) text += `${text === '' ? '' : ' '}${name}=${describe(value[name])}`;
  return `{${text}}`;
}

import { type FaultAction, type FaultRule, faultRuleSchema } from '../../local/stub/faults.ts';
import type { RequestRecord } from '../../local/stub/request-record.ts';

/** Names the faults that requests met, by a table of them: null for a request that met none. */
export function nameFaults(
  table: Readonly<Record<string, FaultRule['actions'][number]>>,
): (request: Pick<RequestRecord, 'fault' | 'status'>) => string | null {
  const names = new Map(Object.entries(table).map(([name, action]) => [keyOf(action), name]));
  return ({ fault, status }) => {
    if (fault !== null) return fault.kind === 'pass' ? null : (names.get(JSON.stringify(fault)) ?? fault.kind);
    if (status === 429) return 'too many at once';
    return status === 401 ? 'key not known' : null;
  };
}

/** A fault as a request's record holds it, as a key: what was left out of the order is filled in. */
export function keyOf(action: FaultRule['actions'][number] | FaultAction): string {
  return JSON.stringify(faultRuleSchema.parse({ actions: [action] }).actions[0]);
}

import { type FaultAction, type FaultRule, faultRuleSchema } from '../../local/stub/faults.ts';
import type { RequestRecord } from '../../local/stub/request-record.ts';

/** Returns a function that names the fault applied to a request, or null if none was. */
export function nameFaults(
  faultsByName: Readonly<Record<string, FaultRule['actions'][number]>>,
): (request: Pick<RequestRecord, 'fault' | 'status'>) => string | null {
  const names = new Map(Object.entries(faultsByName).map(([name, action]) => [keyOf(action), name]));
  return ({ fault, status }) => {
    if (fault !== null) return fault.kind === 'pass' ? null : (names.get(JSON.stringify(fault)) ?? fault.kind);
    if (status === 429) return 'too many concurrent requests';
    return status === 401 ? 'wrong key' : null;
  };
}

/** A comparable key for a fault, with defaults filled in as in a request record. */
export function keyOf(action: FaultRule['actions'][number] | FaultAction): string {
  return JSON.stringify(faultRuleSchema.parse({ actions: [action] }).actions[0]);
}

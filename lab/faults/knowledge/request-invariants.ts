import type { Violation } from '../violation.ts';
import { documentIdIn } from './remote-documents.ts';
import type { TrialContext } from './trial-context.ts';

/** Runs until the retries of a text end, and requests in each run (docs/reference.md). */
const budget = { runs: 7, requests: 3 };

interface Counters {
  runs?: number | undefined;
  attempts?: number | undefined;
  tag?: string | null | undefined;
}

/**
 * Runs and requests beyond the budget, and requests missing from `attempts`. Edited documents are checked
 * for runs only, since an edit resets the counters.
 */
export function budgetViolations(
  { rig, writes }: TrialContext,
  id: string,
  { runs = 0, attempts = 0, tag }: Counters,
  runsSeen: number,
): Violation[] {
  const found: Violation[] = [];
  const wrong = (what: string) => found.push({ kind: 'miscount', what: `${id}: ${what}` });
  if (runs > budget.runs) wrong(`${runs} runs`);
  if (writes.edited(id)) return found;
  const { length } = rig.elevenLabs.requests
    .find({ name: `${tag} ` })
    .filter(({ method, names }) => isSend(method) && names.some((name) => documentIdIn(name) === id));
  // An attempt is counted before its request, so a crash can leave the count too high, never too low.
  if (length > attempts) wrong(`${length} requests, ${attempts} counted`);
  if (length > budget.requests * runsSeen) wrong(`${length} requests in ${runsSeen} runs`);
  return found;
}

function isSend(method: string): boolean {
  return method === 'POST' || method === 'PATCH';
}

/** Creates sent without a look-up after an ambiguous create. */
export function createsWithoutLookUp({ rig, prefix }: TrialContext): Violation[] {
  const found: Violation[] = [];
  const ambiguous = new Map<string, boolean>();
  for (const { method, names, query, status } of rig.elevenLabs.requests.find({ name: prefix })) {
    const tag = names[0]?.split(' ')[0] ?? '';
    // A failed listing is not a look-up.
    if (method === 'GET' && status === 200) ambiguous.set(new URLSearchParams(query).get('search') ?? '', false);
    if (method !== 'POST') continue;
    if (ambiguous.get(tag)) found.push({ kind: 'duplicate', what: `${tag}: a create without a look-up before it` });
    const refused = status !== null && status >= 300 && status < 500 && status !== 408;
    ambiguous.set(tag, !refused);
  }
  return found;
}

import type { RequestRecord } from '../../../local/stub/request-record.ts';
import { requestTimeoutMs } from '../request-timeout.ts';
import type { Violation } from '../violation.ts';
import { documentIdIn } from './remote-documents.ts';
import type { TrialContext } from './trial-context.ts';
import { permanentReason } from './upstream-faults.ts';

/** Runs until the retries of a text end, and requests in each run (docs/reference.md). */
export const budget = { runs: 7, requests: 3 };

interface Counters {
  runs?: number | undefined;
  attempts?: number | undefined;
  tag?: string | null | undefined;
}

/** The permanent error types of the faults applied to requests with a tag. */
export function permanentReasons({ rig }: TrialContext, tag: string | null | undefined): ReadonlySet<string> {
  const requests = rig.elevenLabs.requests.find({ name: `${tag}` });
  return new Set<string>(
    requests
      .filter(({ method, names }) => method !== 'DELETE' && names.some((name) => name.split(' ')[0] === tag))
      .flatMap(({ fault, status }) => {
        const injected = fault === null ? null : permanentReason(fault);
        // A 401 for the wrong key is not a fault rule.
        return [...(injected === null ? [] : [injected]), ...(status === 401 ? (['auth'] as const) : [])];
      }),
  );
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

/**
 * Creates sent without a look-up after an ambiguous create. Skips documents whose lease was expired
 * during a run: that run may still send the request it was about to send.
 */
export function createsWithoutLookUp({ rig, prefix, expired }: TrialContext): Violation[] {
  const found: Violation[] = [];
  const ambiguous = new Map<string, boolean>();
  for (const request of rig.elevenLabs.requests.find({ name: prefix })) {
    const { method, names, query, status } = request;
    const tag = names[0]?.split(' ')[0] ?? '';
    if (method === 'GET' && isReadable(request)) ambiguous.set(new URLSearchParams(query).get('search') ?? '', false);
    if (method !== 'POST' || expired.has(documentIdIn(tag) ?? '')) continue;
    if (ambiguous.get(tag)) found.push({ kind: 'duplicate', what: `${tag}: a create without a look-up before it` });
    const refused = status !== null && status >= 300 && status < 500 && status !== 408;
    ambiguous.set(tag, !refused);
  }
  return found;
}

/** Whether the client may have received and understood the answer. A failed listing is not a look-up. */
function isReadable({ status, fault }: RequestRecord): boolean {
  if (status !== 200) return false;
  if (fault === null || fault.kind === 'pass') return true;
  // A held request may have been released in time.
  return fault.kind === 'slow' ? fault.ms < requestTimeoutMs : fault.kind === 'hold' && !fault.drop;
}

import type { RequestRecord } from '../../../local/stub/request-record.ts';
import { requestTimeoutMs } from '../rig.ts';
import type { Violation } from '../violation.ts';
import { documentIdIn } from './remote-documents.ts';
import type { TrialContext } from './run-steps.ts';
import { permanentReason } from './upstream-faults.ts';

/** Runs of a text before it is given up, and requests of a run (the contract). */
export const budget = { runs: 7, requests: 3 };

/** What a document counts of itself. */
interface Counted {
  runs?: number | undefined;
  attempts?: number | undefined;
  tag?: string | null | undefined;
}

/**
 * The reasons to fail for good that requests bearing a tag really met. A document that is gone at
 * ElevenLabs is none: it is made anew.
 */
export function permanentReasons({ rig }: TrialContext, tag: string | null | undefined): ReadonlySet<string> {
  const met = rig.elevenLabs.requests.find({ name: `${tag}` });
  return new Set<string>(
    met
      .filter(({ method, names }) => method !== 'DELETE' && names.some((name) => name.split(' ')[0] === tag))
      .flatMap(({ fault, status }) => {
        const ordered = fault === null ? null : permanentReason(fault);
        // A key that ElevenLabs did not know is no ordered fault.
        return [...(ordered === null ? [] : [ordered]), ...(status === 401 ? (['auth'] as const) : [])];
      }),
  );
}

/**
 * Runs and requests beyond the budget, and requests that the document did not count. Requests are
 * held against the runs that a listener saw: an edit begins the count anew, a retry as well.
 */
export function budgetViolations(
  { rig, writes, retried }: TrialContext,
  id: string,
  { runs = 0, attempts = 0, tag }: Counted,
  runsSeen: number,
): Violation[] {
  const found: Violation[] = [];
  const wrong = (what: string) => found.push({ kind: 'miscount', what: `${id}: ${what}` });
  if (runs > budget.runs) wrong(`${runs} runs`);
  if (writes.edited(id) || retried.has(id)) return found;
  const { length } = rig.elevenLabs.requests
    .find({ name: `${tag} ` })
    .filter(({ method, names }) => isSend(method) && names.some((name) => documentIdIn(name) === id));
  // Counted before it is sent: no request may be missing from the count, though a crash may add to it.
  if (length > attempts) wrong(`${length} requests, ${attempts} counted`);
  if (length > budget.requests * runsSeen) wrong(`${length} requests in ${runsSeen} runs`);
  return found;
}

function isSend(method: string): boolean {
  return method === 'POST' || method === 'PATCH';
}

/**
 * Creates that were sent without looking whether an earlier one had gone through. A run that was given
 * up while it goes on may send one that it was about to send, so documents of such runs are left out.
 */
export function createsWithoutLookUp({ rig, prefix, expired }: TrialContext): Violation[] {
  const found: Violation[] = [];
  const unclear = new Map<string, boolean>();
  for (const request of rig.elevenLabs.requests.find({ name: prefix })) {
    const { method, names, query, status } = request;
    const tag = names[0]?.split(' ')[0] ?? '';
    if (method === 'GET' && hasArrived(request)) unclear.set(new URLSearchParams(query).get('search') ?? '', false);
    if (method !== 'POST' || expired.has(documentIdIn(tag) ?? '')) continue;
    if (unclear.get(tag)) found.push({ kind: 'duplicate', what: `${tag}: a create without a look-up before it` });
    const refused = status !== null && status >= 300 && status < 500 && status !== 408;
    unclear.set(tag, !refused);
  }
  return found;
}

/** Whether the answer may have come, and can be read: a listing that fails is no look-up. */
function hasArrived({ status, fault }: RequestRecord): boolean {
  if (status !== 200) return false;
  if (fault === null || fault.kind === 'pass') return true;
  // Held back, it may have been released in time.
  return fault.kind === 'slow' ? fault.ms < requestTimeoutMs : fault.kind === 'hold' && !fault.drop;
}

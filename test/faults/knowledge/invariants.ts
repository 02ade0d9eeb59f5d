import { z } from 'zod';
import { untilReached } from '../firestore-access.ts';
import type { Violation } from '../violation.ts';
import type { Scene } from './carry-out.ts';
import { type History, illegalSteps } from './history.ts';
import { documentIdIn, remoteDocumentsOf } from './remote-documents.ts';
import { permanentReason } from './upstream-faults.ts';

/** The budget of the design. */
const mostRuns = 7;

const storedSchema = z.object({
  title: z.string(),
  content: z.string(),
  sync: z.object({
    status: z.string(),
    attempts: z.number().optional(),
    runs: z.number().optional(),
    error: z.object({ type: z.string(), message: z.string().max(500), retryable: z.boolean() }).nullish(),
    elevenLabsId: z.string().nullish(),
    tag: z.string().nullish(),
    leaseOwner: z.string().nullish(),
  }),
});

type Stored = z.infer<typeof storedSchema>;

/** Checks everything that must hold once nothing is owed any more. */
export async function violations(scene: Scene, history: History, owed: readonly string[]): Promise<Violation[]> {
  const found: Violation[] = owed.map((what) => ({ kind: 'stuck', what }));
  for (const id of scene.ledger.ids()) {
    found.push(...(await documentViolations(scene, id)));
    const steps = illegalSteps(history.of(id));
    found.push(...steps.map((step): Violation => ({ kind: 'illegal step', what: `${id}: ${step}` })));
  }
  return [...found, ...orphans(scene), ...blindCreates(scene)];
}

async function documentViolations(scene: Scene, id: string): Promise<Violation[]> {
  const { rig, ledger } = scene;
  const snapshot = await untilReached(() => rig.db.collection('knowledge').doc(id).get());
  const newest = ledger.newest(id);
  const remote = remoteDocumentsOf(rig, id);
  if (newest === null) {
    if (snapshot.exists) return [{ kind: 'lost', what: `${id}: the delete` }];
    return remote.map(({ name }) => ({ kind: 'orphan', what: `${name} of the deleted ${id}` }));
  }
  if (!snapshot.exists) return [{ kind: 'lost', what: `${id}: the whole document` }];
  const stored = storedSchema.parse(snapshot.data());
  const found: Violation[] = [];
  if (stored.title !== newest.title || stored.content !== newest.content) {
    found.push({ kind: 'lost', what: `${id}: the newest text in Firestore` });
  }
  if (remote.length > 1) found.push({ kind: 'duplicate', what: `${id}: ${remote.map(({ name }) => name).join(', ')}` });
  for (const { id: remoteId, name } of remote) {
    if (stored.sync.elevenLabsId !== remoteId)
      found.push({ kind: 'orphan', what: `${name} (${remoteId}) is not ${stored.sync.elevenLabsId}` });
  }
  if (stored.sync.leaseOwner) found.push({ kind: 'stuck', what: `${id}: a lease` });
  return [...found, ...statusViolations(scene, id, stored), ...budgetViolations(scene, id, stored)];
}

function statusViolations(scene: Scene, id: string, stored: Stored): Violation[] {
  const { status, error, runs = 0, tag } = stored.sync;
  if (status === 'completed') {
    const [remote] = remoteDocumentsOf(scene.rig, id);
    if (remote === undefined) return [{ kind: 'lost', what: `${id}: completed, with nothing at ElevenLabs` }];
    const name = `${tag} ${stored.title}`;
    const same = remote.text === stored.content && remote.name === name.slice(0, (tag?.length ?? 0) + 101).trim();
    return same ? [] : [{ kind: 'lost', what: `${id}: the newest text at ElevenLabs (${remote.name}, not ${name})` }];
  }
  if (status !== 'failed') return [{ kind: 'stuck', what: `${id} is ${status}` }];
  if (!error) return [{ kind: 'wrong reason', what: `${id}: failed without a reason` }];
  if (runs >= mostRuns) return [];
  if (error.retryable) return [{ kind: 'stuck', what: `${id}: ${error.type} after ${runs} runs` }];
  const caused = permanentReasons(scene, id);
  return caused.has(error.type)
    ? []
    : [{ kind: 'wrong reason', what: `${id}: ${error.type}, never caused: ${error.message}` }];
}

/** The permanent reasons that requests about a document really met. */
function permanentReasons({ rig }: Scene, id: string): Set<string> {
  const met = rig.elevenLabs.requests.find({ name: `${id}-` });
  return new Set(
    met.flatMap(({ fault, status }) => {
      const ordered = fault === null ? null : permanentReason(fault);
      // A key that ElevenLabs did not know, and a document that is gone there, are no ordered faults.
      const answered = status === 401 ? 'auth' : status === 404 ? 'not_found' : null;
      return [ordered, answered].filter((reason) => reason !== null);
    }),
  );
}

function budgetViolations({ rig, ledger, retried }: Scene, id: string, { sync }: Stored): Violation[] {
  const { runs = 0, attempts = 0, tag } = sync;
  const found: Violation[] = [];
  if (runs > mostRuns) found.push({ kind: 'miscount', what: `${id}: ${runs} runs` });
  if (ledger.edited(id) || retried.has(id)) return found;
  // Counted before it is sent: no request may be missing from the count, though a crash may add to it.
  const sent = rig.elevenLabs.requests
    .find({ name: `${tag} ` })
    .filter(
      ({ method, names }) =>
        (method === 'POST' || method === 'PATCH') && names.some((name) => documentIdIn(name) === id),
    );
  if (sent.length > attempts)
    found.push({ kind: 'miscount', what: `${id}: ${sent.length} requests, ${attempts} counted` });
  return found;
}

/** What lies at ElevenLabs under this schedule's prefix and belongs to no document that was ever made. */
function orphans({ rig, prefix, ledger }: Scene): Violation[] {
  const known = new Set(ledger.ids());
  return rig.elevenLabs.documents
    .list(prefix)
    .filter(({ name }) => !known.has(documentIdIn(name) ?? ''))
    .map(({ name }) => ({ kind: 'orphan', what: name }));
}

/**
 * Creates that were sent without looking whether an earlier one had gone through. A run that was given
 * up while it goes on may send one that it was about to send, so documents of such runs are left out.
 */
function blindCreates({ rig, prefix, lapsed }: Scene): Violation[] {
  const found: Violation[] = [];
  const unclear = new Map<string, boolean>();
  for (const { method, names, query, status } of rig.elevenLabs.requests.find({ name: prefix })) {
    const tag = names[0]?.split(' ')[0] ?? '';
    if (method === 'GET') unclear.set(new URLSearchParams(query).get('search') ?? '', false);
    if (method !== 'POST' || lapsed.has(documentIdIn(tag) ?? '')) continue;
    if (unclear.get(tag)) found.push({ kind: 'duplicate', what: `${tag}: a create without a look-up before it` });
    const refused = status !== null && status >= 300 && status < 500 && status !== 408;
    unclear.set(tag, !refused);
  }
  return found;
}

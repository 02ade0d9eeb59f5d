import type { DocumentSnapshot } from 'firebase-admin/firestore';
import { z } from 'zod';
import { paths } from '../../../functions/src/shared/paths.ts';
import { retryUnavailable } from '../firestore-access.ts';
import { until } from '../until.ts';
import type { Violation } from '../violation.ts';
import { illegalTransitions, type ListenerHistory } from './listener-history.ts';
import { documentIdIn, remoteDocumentsOf } from './remote-documents.ts';
import { budgetViolations, createsWithoutLookUp } from './request-invariants.ts';
import type { TrialContext } from './trial-context.ts';

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

/** Checks every invariant after recovery. `outstanding` is what recovery could not finish. */
export async function violations(
  context: TrialContext,
  history: ListenerHistory,
  outstanding: readonly string[],
): Promise<Violation[]> {
  const found: Violation[] = outstanding.map((what) => ({ kind: 'stuck', what }));
  for (const id of context.writes.ids()) {
    const snapshot = await retryUnavailable(() => context.rig.db.collection(paths.knowledge).doc(id).get());
    // A listener that missed the last state may have missed everything.
    await until(`the listener has seen the last state of ${id}`, () => sawLast(history, snapshot));
    found.push(...documentViolations(context, snapshot, history));
    const steps = illegalTransitions(history.of(id));
    found.push(...steps.map((step): Violation => ({ kind: 'illegal transition', what: `${id}: ${step}` })));
  }
  return [...found, ...(await orphans(context)), ...createsWithoutLookUp(context)];
}

function sawLast(history: ListenerHistory, snapshot: DocumentSnapshot): boolean {
  const last = history.of(snapshot.id).at(-1) ?? null;
  if (last === null || !snapshot.exists) return last === null && !snapshot.exists;
  return last.sync.status === snapshot.get('sync.status') && last.sync.attempts === snapshot.get('sync.attempts');
}

function documentViolations(context: TrialContext, snapshot: DocumentSnapshot, history: ListenerHistory): Violation[] {
  const { rig, writes } = context;
  const { id } = snapshot;
  const newest = writes.newest(id);
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
  const runsSeen = new Set(history.of(id).flatMap((seen) => seen?.sync.leaseOwner ?? [])).size;
  return [...found, ...statusViolations(context, id, stored), ...budgetViolations(context, id, stored.sync, runsSeen)];
}

function statusViolations(context: TrialContext, id: string, stored: Stored): Violation[] {
  const { status, error, tag } = stored.sync;
  if (status === 'completed') {
    const [remote] = remoteDocumentsOf(context.rig, id);
    if (remote === undefined) return [{ kind: 'lost', what: `${id}: completed, without a remote document` }];
    const name = `${tag} ${stored.title}`;
    const same = remote.text === stored.content && remote.name === name.slice(0, (tag?.length ?? 0) + 101).trim();
    return same ? [] : [{ kind: 'lost', what: `${id}: the newest text at ElevenLabs (${remote.name}, not ${name})` }];
  }
  return [{ kind: 'stuck', what: `${id} is ${status}: ${error?.message}` }];
}

/** Remote documents without a Firestore document, from this or an earlier schedule. */
async function orphans({ rig }: TrialContext): Promise<Violation[]> {
  const documents = await retryUnavailable(() => rig.db.collection(paths.knowledge).select().get());
  const known = new Set(documents.docs.map(({ id }) => id));
  return rig.elevenLabs.documents
    .list('')
    .filter(({ name }) => !known.has(documentIdIn(name) ?? ''))
    .map(({ name }) => ({ kind: 'orphan', what: name }));
}

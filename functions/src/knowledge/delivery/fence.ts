import type { KnowledgeDocument, StoredDocument, Sync } from '../document.ts';
import { makeRemoteName } from '../tag.ts';
import { refuse, type Unreadable } from './refusal.ts';
import type { Run } from './run.ts';
import { verifyDelayMs } from './schedule.ts';
import { type NoWrite, noWrite, type RemoteWrite, type SyncWrite, type Write } from './write.ts';

/** Why a run must stop. */
export type Stop =
  /** The document was deleted, or created again under another tag. */
  | { kind: 'gone'; write: RemoteWrite }
  /** Another run holds the lease, or none does. */
  | { kind: 'lost'; write: Write }
  | Unreadable;

/** Whether a run may send its next request. `sync` is the state that holds from then on. */
export type Fence = Stop | { kind: 'proceed'; run: Run; sync: Sync; write: NoWrite | SyncWrite };

/**
 * Lets a run send another request while it holds the lease. Counts the attempt before it is sent, and
 * takes up the current text.
 *
 * @param earlier the decision that this transaction tried to commit before, if it runs again.
 */
export function fence(stored: StoredDocument, run: Run, now: number, earlier?: Fence): Fence {
  const held = underLease(stored, run, { now, elevenLabsId: run.elevenLabsId, requestOut: run.needsVerification });
  if (held.kind !== 'held') return held;
  const { document } = held;
  // The earlier commit went through and only its reply was lost: the attempt is counted.
  if (earlier?.kind === 'proceed' && isSameAttempt(document.sync, earlier.sync)) return { ...earlier, write: noWrite };
  const edited = document.hash !== run.hash || document.sync.status === 'pending';
  const round = edited ? newRound(document, run) : { sync: document.sync, run };
  const sync: Sync = {
    ...round.sync,
    status: 'syncing',
    elevenLabsId: run.elevenLabsId,
    attempts: round.sync.attempts + 1,
    lastAttemptAt: now,
  };
  const next = { ...round.run, attempt: round.run.attempt + 1 };
  return { kind: 'proceed', run: next, sync, write: { kind: 'sync', sync } };
}

/** Whether two states count the same latest attempt. */
export function isSameAttempt(a: Sync, b: Sync): boolean {
  return a.attempts === b.attempts && a.lastAttemptAt === b.lastAttemptAt && a.attemptedHash === b.attemptedHash;
}

/**
 * The document, while the run holds its lease; else why the run must stop.
 *
 * @param elevenLabsId the remote document as the run knows it now.
 * @param requestOut whether a request of the run may still be processed.
 */
export function underLease(
  stored: StoredDocument,
  run: Run,
  { now, elevenLabsId, requestOut }: { now: number; elevenLabsId: string | null; requestOut: boolean },
): Stop | { kind: 'held'; document: KnowledgeDocument } {
  if (stored.kind === 'unreadable' && stored.identity.tag === run.tag)
    return refuse(stored, { run, elevenLabsId }, now);
  const document = stored.kind === 'readable' ? stored.document : null;
  if (document === null || document.sync.tag !== run.tag) {
    const listAfter = run.needsVerification || run.inDoubt ? now + verifyDelayMs : now;
    const removal = { elevenLabsId, title: run.title, listAfter };
    return { kind: 'gone', write: { kind: 'remote', tag: run.tag, removal, now } };
  }
  if (document.sync.lease?.owner === run.owner) return { kind: 'held', document };
  // A process that was frozen has an old time, and another run may have scheduled a later verification.
  const verifyAt = Math.max(document.sync.verifyAt ?? 0, now + verifyDelayMs);
  return { kind: 'lost', write: requestOut ? { kind: 'verifyAt', verifyAt } : noWrite };
}

/**
 * The state and the run with which a changed text starts over, before its first attempt.
 *
 * @param acceptedId the remote document that accepted the previous text, if any did.
 */
export function newRound(document: KnowledgeDocument, run: Run, acceptedId?: string): { sync: Sync; run: Run } {
  const { title, content, hash } = document;
  return {
    sync: { ...document.sync, status: 'syncing', attempts: 0, runs: 1, nextAttemptAt: null, attemptedHash: hash },
    run: {
      ...run,
      purpose: 'sync',
      remoteName: makeRemoteName(run.tag, title),
      title,
      content,
      hash,
      elevenLabsId: acceptedId ?? run.elevenLabsId,
      attempt: 0,
      idWasGone: false,
    },
  };
}

import type { Claimant, ClaimInput } from '../../../functions/src/knowledge/delivery/claim.ts';
import type { StoredRemote } from '../../../functions/src/knowledge/delivery/remote.ts';
import type { Run } from '../../../functions/src/knowledge/delivery/run.ts';
import { leaseMs, runDeadlineMs } from '../../../functions/src/knowledge/delivery/schedule.ts';
import type { KnowledgeDocument, StoredDocument, Sync } from '../../../functions/src/knowledge/document.ts';
import { hashText } from '../../../functions/src/knowledge/read-document.ts';

/** The current time in the tables, in epoch milliseconds. */
export const now = Date.UTC(2026, 0, 1, 12);
export const minute = 60_000;
export const hour = 60 * minute;

/** Waits of 1 s, doubling up to 10 s, without jitter. */
export const timing = { now, random: 0.5, backoff: { baseMs: 1_000, maxMs: 10_000 } };

export const tag = 'hours-abcd1234';
export const title = 'Opening hours';
export const content = 'The session starts at nine.';
export const hash = hashText(title, content);
export const otherHash = hashText('Closing hours', 'It ends at eleven.');

/** The `sync` of a new document, with changes. */
export function syncState(change: Partial<Sync> = {}): Sync {
  return {
    status: 'pending',
    attempts: 0,
    runs: 0,
    lastAttemptAt: null,
    completedAt: null,
    nextAttemptAt: null,
    verifyAt: null,
    error: null,
    elevenLabsId: null,
    tag: null,
    attemptedHash: null,
    index: null,
    lease: null,
    ...change,
  };
}

/** A document with this state. */
export function knowledge(sync: Partial<Sync>, text: { title?: string; content?: string } = {}): KnowledgeDocument {
  const written = { title, content, ...text };
  return { ...written, hash: hashText(written.title, written.content), sync: syncState(sync) };
}

/** The read of a document; null for a missing one. */
export function stored(document: KnowledgeDocument | null): StoredDocument {
  return document === null ? { kind: 'missing' } : { kind: 'readable', document };
}

const claimedOnce: Partial<Sync> = {
  attempts: 1,
  runs: 1,
  lastAttemptAt: now - hour,
  tag,
  attemptedHash: hash,
};
const failedSync: Partial<Sync> = {
  ...claimedOnce,
  status: 'failed',
  attempts: 3,
  error: { type: 'server_error', message: 'Wait.', retryable: true },
};
const completedSync: Partial<Sync> = {
  ...claimedOnce,
  status: 'completed',
  elevenLabsId: 'remote',
  completedAt: now - hour,
};
const held = { owner: 'other', expiresAt: now + 1 };
const over = { owner: 'other', expiresAt: now };

/** Every state of a document. */
export const states = {
  created: {},
  'edited after it was completed': {
    ...completedSync,
    status: 'pending',
    attemptedHash: otherHash,
  },
  'edited and edited back': { ...completedSync, status: 'pending' },
  'edited while syncing': { ...claimedOnce, status: 'pending', attemptedHash: otherHash, lease: held },
  'edited while syncing, then abandoned': { ...claimedOnce, status: 'pending', attemptedHash: otherHash, lease: over },
  syncing: { ...claimedOnce, status: 'syncing', lease: held },
  abandoned: { ...claimedOnce, status: 'syncing', lease: over },
  'abandoned in its seventh run': { ...claimedOnce, status: 'syncing', runs: 7, lease: over },
  completed: completedSync,
  'completed, verification later': { ...completedSync, verifyAt: now + 1 },
  'completed, verification due': { ...completedSync, verifyAt: now },
  'being verified': { ...completedSync, status: 'syncing', verifyAt: now, lease: held },
  'failed for good': { ...failedSync, error: { type: 'validation', message: 'Change it.', retryable: false } },
  'failed, next try later': { ...failedSync, nextAttemptAt: now + 1 },
  'failed, next try due': { ...failedSync, nextAttemptAt: now },
  'failed, verification due': { ...failedSync, verifyAt: now },
  'failed, next try and verification due': { ...failedSync, nextAttemptAt: now, verifyAt: now },
  'failed in its seventh run': { ...failedSync, runs: 7 },
} as const satisfies Record<string, Partial<Sync>>;

/** What the ledger holds under the tag of a document: a live record, as its first claim left it. */
export const live: StoredRemote = { kind: 'readable', remote: { status: 'live', documentId: 'hours' } };

/** What a claim reads: the document and the record of its tag, if it has one. */
export function claimable(document: KnowledgeDocument, remote: StoredRemote = live): ClaimInput {
  return { stored: stored(document), remote: document.sync.tag === null ? { kind: 'missing' } : remote };
}

/** Who asks: the event or the sweep, unless changed. */
export function claimant(change: Partial<Claimant> = {}): Claimant {
  return { documentId: 'hours', owner: 'me', cause: 'automatic', tag: 'hours-newtag00', now, ...change };
}

/** A run that was claimed just now for a first create, with changes. */
export function runOf(change: Partial<Run> = {}): Run {
  return {
    owner: 'me',
    purpose: 'sync',
    claimedAt: now,
    deadlineAt: now + runDeadlineMs,
    tag,
    remoteName: `${tag} ${title}`,
    title,
    content,
    hash,
    elevenLabsId: null,
    attempt: 1,
    lookFirst: false,
    needsVerification: false,
    inDoubt: false,
    verifyAt: null,
    idWasGone: false,
    before: { status: 'pending', error: null },
    ...change,
  };
}

/** The document of such a run after its claim, with changes. */
export function underWay(sync: Partial<Sync> = {}, text: { title?: string; content?: string } = {}): KnowledgeDocument {
  const lease = { owner: 'me', expiresAt: now + leaseMs };
  return knowledge({ ...claimedOnce, lastAttemptAt: now, status: 'syncing', lease, ...sync }, text);
}

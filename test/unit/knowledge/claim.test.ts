import { describe, expect, test } from 'vitest';
import { type Cause, type Claim, claim } from '../../../functions/src/knowledge/delivery/claim.ts';
import type { StoredRemote } from '../../../functions/src/knowledge/delivery/remote.ts';
import type { Write } from '../../../functions/src/knowledge/delivery/write.ts';
import type { KnowledgeDocument, Sync } from '../../../functions/src/knowledge/document.ts';
import {
  claimable,
  claimant,
  content,
  hash,
  hour,
  knowledge,
  live,
  minute,
  now,
  otherHash,
  states,
  tag,
  title,
} from './sample-documents.ts';

/** The `sync` that a decision writes. */
function synced(write: Write): Sync {
  if (write.kind !== 'sync') throw new Error(`not written: ${write.kind}`);
  return write.sync;
}

/** A claim in short. A run keeps the count of attempts (`continues`) or resets it (`restarts`). */
function summarize(document: KnowledgeDocument, decision: Claim): string {
  if (decision.kind === 'leave') return decision.reason;
  if (decision.kind === 'exhausted') return 'gives up';
  if (decision.kind !== 'claimed') return decision.kind;
  if (decision.run.purpose === 'verify') return 'verifies';
  return synced(decision.write).attempts === 1 && document.sync.attempts !== 0 ? 'restarts' : 'continues';
}

const table: readonly (readonly [keyof typeof states, automatic: string, manual: string, changedText: string])[] = [
  ['created', 'continues', 'continues', 'continues'],
  ['edited after it was completed', 'restarts', 'restarts', 'restarts'],
  ['edited and edited back', 'restarts', 'restarts', 'restarts'],
  ['edited while syncing', 'leased', 'leased', 'leased'],
  ['edited while syncing, then abandoned', 'restarts', 'restarts', 'restarts'],
  ['syncing', 'leased', 'leased', 'leased'],
  ['abandoned', 'continues', 'restarts', 'restarts'],
  ['abandoned in its seventh run', 'gives up', 'restarts', 'restarts'],
  ['completed', 'nothing to do', 'nothing to do', 'restarts'],
  ['completed, verification later', 'nothing to do', 'nothing to do', 'restarts'],
  ['completed, verification due', 'verifies', 'verifies', 'restarts'],
  ['being verified', 'leased', 'leased', 'leased'],
  ['failed for good', 'nothing to do', 'restarts', 'restarts'],
  ['failed, next try later', 'nothing to do', 'restarts', 'restarts'],
  ['failed, next try due', 'continues', 'restarts', 'restarts'],
  ['failed, verification due', 'verifies', 'restarts', 'restarts'],
  ['failed, next try and verification due', 'continues', 'restarts', 'restarts'],
  ['failed in its seventh run', 'nothing to do', 'restarts', 'restarts'],
];

describe('a claim', () => {
  test.each(table)(
    'of a document that is %s: %s; manual: %s; with another text: %s',
    (state, automatic, manual, changed) => {
      const word = (document: KnowledgeDocument, cause: Cause) =>
        summarize(document, claim(claimable(document), claimant({ cause })));
      const document = knowledge(states[state]);
      const rewritten = knowledge(states[state], { content: 'Another text.' });
      expect([word(document, 'automatic'), word(document, 'manual')]).toEqual([automatic, manual]);
      expect([word(rewritten, 'automatic'), word(rewritten, 'manual')]).toEqual([changed, changed]);
    },
  );

  test('is tested in every state', () => {
    expect(table.map(([state]) => state)).toEqual(Object.keys(states));
  });

  const changed = Object.entries(states).filter(
    ([, sync]) => claim(claimable(knowledge(sync)), claimant()).kind === 'claimed',
  );
  test.each(changed)('writes lease, name and hash before anything is sent: %s', (_, sync) => {
    const decision = claim(claimable(knowledge(sync)), claimant());
    expect(decision).toMatchObject({
      write: {
        kind: 'sync',
        sync: {
          status: 'syncing',
          lastAttemptAt: now,
          attemptedHash: hash,
          lease: { owner: 'me', expiresAt: now + 5 * minute },
        },
      },
      run: { owner: 'me', claimedAt: now, deadlineAt: now + 90_000, attempt: 1, hash, content },
    });
  });
});

/** The claim of a document; throws when it is not claimable. */
function claimed(sync: Partial<Sync>, cause: Cause = 'automatic', text: { title?: string; content?: string } = {}) {
  const decision = claim(claimable(knowledge(sync, text)), claimant({ cause }));
  if (decision.kind !== 'claimed') throw new Error(`not claimed: ${decision.kind}`);
  return { run: decision.run, sync: synced(decision.write) };
}

describe('the first claim', () => {
  test('creates tag and name, and needs no look-up', () => {
    const { sync, run } = claimed(states.created);
    expect(sync).toMatchObject({ tag: 'hours-newtag00', attempts: 1, runs: 1 });
    const unknown = { lookFirst: false, elevenLabsId: null, inDoubt: false, verifyAt: null, idWasGone: false };
    expect(run).toMatchObject({ purpose: 'sync', remoteName: `hours-newtag00 ${title}`, ...unknown });
  });
});

describe('a later claim', () => {
  test('keeps the tag, uses the new title and looks before it creates', () => {
    const { sync, run } = claimed(states['failed, next try due'], 'automatic', { title: 'New title' });
    expect([sync.tag, run.remoteName, run.lookFirst]).toEqual([tag, `${tag} New title`, true]);
    expect(claimed(states['failed, next try due']).run.purpose).toBe('sync');
  });

  test('continues to count attempts and runs; an edit or a manual retry resets them', () => {
    const due = states['failed, next try due'];
    expect(claimed({ ...due, runs: 2 }).sync).toMatchObject({ attempts: 4, runs: 3 });
    expect(claimed({ ...due, runs: 2 }, 'manual').sync).toMatchObject({ attempts: 1, runs: 1 });
    expect(claimed({ ...due, runs: 2, attemptedHash: otherHash }).sync).toMatchObject({ attempts: 1, runs: 1 });
  });

  test('keeps the latest error until success, unless an editor retries', () => {
    const due = states['failed, next try due'];
    expect(claimed(due).sync.error).toEqual(due.error);
    expect(claimed(due, 'manual').sync.error).toBeNull();
  });

  test('of an abandoned document schedules a verification, since a request may be under way', () => {
    for (const state of ['abandoned', 'edited while syncing, then abandoned'] as const) {
      const { sync, run } = claimed({ ...states[state], verifyAt: now - hour });
      expect([sync.verifyAt, run.inDoubt]).toEqual([now + 10 * minute, true]);
    }
    expect(claim(claimable(knowledge(states['abandoned in its seventh run'])), claimant())).toMatchObject({
      kind: 'exhausted',
      write: { sync: { verifyAt: now + 10 * minute } },
    });
  });

  test('keeps the time of a verification, and passes it to the run', () => {
    const { sync, run } = claimed({ ...states['failed, next try due'], verifyAt: now + 7 });
    expect([sync.verifyAt, run.verifyAt, run.inDoubt]).toEqual([now + 7, now + 7, true]);
  });
});

describe('the record of a tag', () => {
  const written = (sync: Partial<Sync>, remote: StoredRemote) => {
    const decision = claim(claimable(knowledge(sync), remote), claimant());
    const { write } = decision;
    return {
      kind: decision.kind,
      purpose: decision.kind === 'claimed' ? decision.run.purpose : null,
      tag: write.kind === 'sync' ? write.sync.tag : null,
      id: write.kind === 'sync' ? write.sync.elevenLabsId : null,
      verifyAt: write.kind === 'sync' ? write.sync.verifyAt : null,
      liveTag: write.kind === 'sync' ? (write.liveTag ?? null) : null,
    };
  };
  const removal = {
    status: 'removing',
    documentId: 'hours',
    elevenLabsId: null,
    title,
    attempts: 0,
    error: null,
  } as const;
  const removing: StoredRemote = { kind: 'readable', remote: { ...removal, nextAttemptAt: now, listAfter: now } };
  const others: StoredRemote = { kind: 'readable', remote: { status: 'live', documentId: 'other' } };
  const edited = states['edited and edited back'];

  test('is written with the first claim', () => {
    const fresh = { kind: 'claimed', purpose: 'sync', tag: 'hours-newtag00', id: null, verifyAt: null };
    expect(written(states.created, { kind: 'missing' })).toEqual({ ...fresh, liveTag: 'hours-newtag00' });
  });

  test('is not written again by a later claim', () => {
    expect(written(edited, live)).toMatchObject({ kind: 'claimed', tag, id: 'remote', liveTag: null });
  });

  test('is written for a document of a restored database, which is verified now and once a removal is over', () => {
    for (const remote of [{ kind: 'missing' }, { kind: 'unreadable' }, removing] as const) {
      const restored = { purpose: 'verify', tag, id: 'remote', liveTag: tag, verifyAt: now + 10 * minute };
      expect(written(states.completed, remote)).toEqual({ kind: 'claimed', ...restored });
      expect(written(states['failed for good'], remote)).toMatchObject({ purpose: 'verify', liveTag: tag });
      expect(written(edited, remote)).toMatchObject({ ...restored, purpose: 'sync' });
    }
  });

  test('of another document is left alone: a copied document gets a tag of its own', () => {
    const own = { kind: 'claimed', purpose: 'sync', tag: 'hours-newtag00', id: null, liveTag: 'hours-newtag00' };
    expect(written(states.completed, others)).toMatchObject(own);
    expect(written({ ...states.completed, tag: 'other-abcd1234' }, { kind: 'missing' })).toMatchObject(own);
  });
});

describe('a verification', () => {
  test('does not count as a run, and keeps the state to restore', () => {
    const due = states['failed, verification due'];
    const { sync, run } = claimed({ ...due, runs: 7, nextAttemptAt: now + 5 });
    expect(sync).toMatchObject({ runs: 7, nextAttemptAt: now + 5, verifyAt: now });
    expect(run.before).toEqual({ status: 'failed', error: due.error });
  });
});

describe('a claim beyond the seventh run', () => {
  test('settles as failed, with advice and no further try', () => {
    const decision = claim(claimable(knowledge(states['abandoned in its seventh run'])), claimant());
    expect(decision).toMatchObject({
      kind: 'exhausted',
      write: {
        sync: { status: 'failed', nextAttemptAt: null, lease: null, error: { type: 'unknown', retryable: false } },
      },
    });
    expect(synced(decision.write).error?.message).toMatch(/Press Retry/);
  });

  test('schedules no verification when no lease was left', () => {
    const due = { ...states['failed, next try due'], runs: 7, verifyAt: now + 7 };
    expect(claim(claimable(knowledge(due)), claimant())).toMatchObject({
      kind: 'exhausted',
      write: { sync: { verifyAt: now + 7 } },
    });
  });
});

describe('a claim whose transaction runs again', () => {
  const earlier = claim(claimable(knowledge(states.created)), claimant());
  const owner = 'me';

  test('holds and writes nothing after its own commit', () => {
    const committed = knowledge({ ...synced(earlier.write), status: 'pending' });
    expect(claim(claimable(committed), claimant({ owner }), earlier)).toEqual({ ...earlier, write: { kind: 'none' } });
  });

  test('syncs under the tag that an earlier commit wrote', () => {
    const tag = 'doc-1-other123';
    const committed = knowledge({ ...synced(earlier.write), tag });
    expect(claim(claimable(committed), claimant({ owner }), earlier)).toMatchObject({
      run: { tag, remoteName: expect.stringMatching(`^${tag} `) },
    });
  });

  test('is decided again when another run was faster', () => {
    const taken = knowledge(states.syncing);
    expect(claim(claimable(taken), claimant({ owner }), earlier)).toMatchObject({ kind: 'leave', reason: 'leased' });
  });
});

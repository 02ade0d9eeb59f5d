import { Timestamp } from 'firebase-admin/firestore';
import type { LearnStatus } from '../../../functions/src/shared/learn-status.ts';
import { paths } from '../../../functions/src/shared/paths.ts';
import { titleCase } from '../../../functions/src/tunebook/tune.ts';
import { memberOf } from '../../../local/stub/thesession/members.ts';
import { type Tune, tuneAt } from '../../../local/stub/thesession/tunes.ts';
import type { Rig } from '../rig.ts';
import { type ProgressHistory, recordProgress } from './progress-history.ts';

/** The size of a variant's tune range in the stub. */
const variantTunes = 200_000;

/** A user and the expected state of their collection. */
export interface Musician {
  uid: string;
  token: string;
  memberId: number;
  tunebook: Tune[];
  /** Ids of the tunes owned before the first sync, which have notes. */
  owned: ReadonlySet<string>;
  /** Learn statuses that the user set, by tune id. No sync may change them. */
  chosen: Map<string, LearnStatus>;
  /** The learn statuses of the user's syncs. */
  requested: Set<LearnStatus>;
  history: ProgressHistory;
}

/**
 * Signs up a user with the tunebook of a generated member.
 *
 * @param owned number of tunes already in the collection.
 */
export async function createMusician(
  { db, callables }: Rig,
  { tunes, variant }: { tunes: number; variant: number },
  owned = 0,
): Promise<Musician> {
  const { uid, token } = await callables.newUser();
  const first = variant * variantTunes;
  const tunebook = Array.from({ length: tunes }, (_, index) => tuneAt(first + index));
  // Every third owned tune is not in the tunebook.
  const own = Array.from({ length: owned }, (_, index) => tuneAt(index % 3 === 0 ? 150_000 + index : first + index));
  const chosen = new Map<string, LearnStatus>();
  for (const { id, name, type, url } of own) {
    // A tune reaches the catalogue before it reaches a collection.
    await db.doc(`${paths.tunes}/${id}`).set({ tuneId: id, name, type: titleCase(type), url });
    const data = { tuneId: id, name, type, learnStatus: 'learned', learnedAt: Timestamp.now(), notes: 'mine' };
    await db.doc(`${paths.userTunes(uid)}/${id}`).set({ ...data, addedAt: Timestamp.now(), source: 'thesession.org' });
    chosen.set(String(id), 'learned');
  }
  const history = recordProgress(db, uid);
  const member = { memberId: memberOf(tunes, variant), tunebook };
  return { uid, token, ...member, owned: new Set(chosen.keys()), chosen, requested: new Set(), history };
}

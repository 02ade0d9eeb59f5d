import { FieldValue, type Firestore, Timestamp } from 'firebase-admin/firestore';
import type { LearnStatus } from '../../../functions/src/shared/learn-status.ts';
import { paths } from '../../../functions/src/shared/paths.ts';
import { memberOf } from '../../../local/stub/thesession/members.ts';
import { type Tune, tuneAt } from '../../../local/stub/thesession/tunes.ts';
import { attemptWrite, retryUnavailable } from '../firestore-access.ts';
import type { Rig } from '../rig.ts';
import { type ProgressHistory, recordProgress } from './progress-history.ts';

/** How many tunes of one variant of member lie between those of two (the stub's). */
const variantTunes = 200_000;

/** A user with what their collection must hold. */
export interface Musician {
  uid: string;
  token: string;
  memberId: number;
  /** The tunes of their tunebook. */
  book: Tune[];
  /** Ids of the tunes that they had before any sync, with notes of their own. */
  owned: ReadonlySet<string>;
  /** What they decided themselves, by tune id: no sync may change it. */
  decided: Map<string, LearnStatus>;
  /** Tunes that they deleted, whether or not a sync has brought them back. */
  deleted: Set<string>;
  /** Tunes of the tunebook that were not in the collection when a sync said that all was done. */
  missing: Set<string>;
  /** The learn statuses that their syncs were asked for. */
  asked: Set<LearnStatus>;
  /** What a listener to their progress document saw. */
  history: ProgressHistory;
  /** What they do themselves, one thing after the other. */
  turn: Promise<void>;
}

/** Signs a user up whose tunebook is that of a member with so many tunes, and who owns some tunes already. */
export async function createMusician(
  { db, callables }: Rig,
  { tunes, variant }: { tunes: number; variant: number },
  owned = 0,
): Promise<Musician> {
  const { uid, token } = await callables.newUser();
  const first = variant * variantTunes;
  const book = Array.from({ length: tunes }, (_, place) => tuneAt(first + place));
  // Every third of what they own is in no tunebook.
  const own = Array.from({ length: owned }, (_, place) => tuneAt(place % 3 === 0 ? 150_000 + place : first + place));
  const decided = new Map<string, LearnStatus>();
  for (const { id, name, type } of own) {
    const data = { tuneId: id, name, type, learnStatus: 'learned', learnedAt: Timestamp.now(), notes: 'mine' };
    await db.doc(`${paths.userTunes(uid)}/${id}`).set({ ...data, addedAt: Timestamp.now(), source: 'thesession.org' });
    decided.set(String(id), 'learned');
  }
  const history = recordProgress(db, uid);
  const member = { memberId: memberOf(tunes, variant), book };
  const none = { deleted: new Set<string>(), missing: new Set<string>(), asked: new Set<LearnStatus>() };
  return { uid, token, ...member, owned: new Set(decided.keys()), decided, ...none, history, turn: Promise.resolve() };
}

/** Notes which tunes a user lacks once a sync has said that all is done. */
export async function recordMissing(db: Firestore, { uid, book, deleted, missing }: Musician): Promise<void> {
  const collection = await retryUnavailable(() => db.collection(paths.userTunes(uid)).listDocuments());
  const held = new Set(collection.map(({ id }) => id));
  for (const id of book.map((tune) => String(tune.id))) {
    if (!held.has(id) && !deleted.has(id)) missing.add(id);
  }
}

/** Does something for a user once what they did before is done. */
export async function inSequence(musician: Musician, act: () => Promise<void>): Promise<void> {
  musician.turn = musician.turn.then(act);
  await musician.turn;
}

/** Changes the learn status of a tune in a user's collection, as their client may; nothing when they have none. */
export async function setLearnStatus(
  db: Firestore,
  musician: Musician,
  place: number,
  learnStatus: LearnStatus,
): Promise<void> {
  const id = await tuneIdAt(db, musician.uid, place);
  if (id === null) return;
  const learnedAt = learnStatus === 'learned' ? FieldValue.serverTimestamp() : FieldValue.delete();
  const change = { learnStatus, learnedAt };
  const reference = db.doc(`${paths.userTunes(musician.uid)}/${id}`);
  if ((await attemptWrite(() => reference.update(change))) !== null) musician.decided.set(id, learnStatus);
}

/** Deletes a tune from a user's collection. */
export async function deleteTune(db: Firestore, musician: Musician, place: number): Promise<void> {
  const id = await tuneIdAt(db, musician.uid, place);
  if (id === null) return;
  musician.deleted.add(id);
  const reference = db.doc(`${paths.userTunes(musician.uid)}/${id}`);
  if ((await attemptWrite(() => reference.delete({ exists: true }))) !== null) musician.decided.delete(id);
}

async function tuneIdAt(db: Firestore, uid: string, place: number): Promise<string | null> {
  const tunes = db
    .collection(paths.userTunes(uid))
    .select()
    .limit(place + 1);
  return (await retryUnavailable(() => tunes.get())).docs.at(-1)?.id ?? null;
}

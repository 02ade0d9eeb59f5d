import { collection, deleteField, doc, type QuerySnapshot, serverTimestamp, updateDoc } from 'firebase/firestore';
import { type LearnStatus, paths } from '../../../functions/src/client.ts';
import { call } from '../firebase/callable.ts';
import { database, watchDocument, watchQuery } from '../firebase/firestore.ts';
import { holdDeletion } from '../firebase/held-deletions.ts';
import { untilSent } from '../ui/connection.ts';
import { countOf, fieldsOf, itemsOf, textOf } from '../ui/fields.ts';
import type { Source } from '../ui/live.ts';
import { shortened } from '../ui/shortened.ts';
import { readTunebookSync, type TunebookSync } from './progress-document.ts';
import { readTune, type Tune } from './tune.ts';

/** Which tunebook to import, and how. A null `memberId` is the saved member. */
export interface SyncRequest {
  memberId: number | null;
  learnStatus: LearnStatus;
  saveMemberId: boolean;
}

/** A member of thesession.org. */
export interface Member {
  id: number;
  name: string;
}

/** Finds members by name, at most 10. @throws FirebaseError `functions/unavailable`. */
export async function findMembers(query: string): Promise<Member[]> {
  const { members } = fieldsOf(await call('findMembers', { query }));
  return itemsOf(members).map((member) => {
    const { id, name } = fieldsOf(member);
    return { id: countOf(id), name: textOf(name) };
  });
}

/**
 * Imports a tunebook and resolves at the end. The progress is in the progress document.
 *
 * @throws FirebaseError; `functions/already-exists` when an import is running.
 */
export async function startSync({ memberId, learnStatus, saveMemberId }: SyncRequest): Promise<void> {
  const request = { ...(memberId === null ? {} : { memberId }), learnStatus, saveMemberId };
  await call('syncTunebook', request);
}

/** Asks the running import to stop. @throws FirebaseError */
export async function cancelSync(): Promise<void> {
  await call('cancelTunebookSync', {});
}

/** The user's last import, live; null before the first. */
export function watchSync(uid: string): Source<TunebookSync | null> {
  return watchDocument(doc(database(), paths.tunebookSyncs, uid), readTunebookSync);
}

/** The member that an import without a member uses, live; null when none is saved. */
export function watchSavedMember(uid: string): Source<number | null> {
  return watchDocument(doc(database(), paths.users, uid), (snapshot) => {
    return countOf(fieldsOf(snapshot.data()).thesessionMemberId) || null;
  });
}

/** Deletes the saved member. */
export function forgetMember(uid: string): Promise<void> {
  return untilSent(updateDoc(doc(database(), paths.users, uid), { thesessionMemberId: deleteField() }));
}

/** The user's whole collection, live and unsorted. */
export function watchTunes(uid: string): Source<readonly Tune[]> {
  return (next, failed) => {
    // Converts only changed tunes: a collection may hold thousands.
    const known = new Map<string, Tune>();
    const read = (snapshot: QuerySnapshot) => {
      for (const { type, doc: changed } of snapshot.docChanges({ includeMetadataChanges: true })) {
        if (type === 'removed') known.delete(changed.id);
        else known.set(changed.id, readTune(changed));
      }
      return [...known.values()];
    };
    return watchQuery(collection(database(), paths.userTunes(uid)), read)(next, failed);
  };
}

/** Changes the learn status of a tune, and with it the date when it was learned. */
export function setLearnStatus(uid: string, tune: Tune, learnStatus: LearnStatus): Promise<void> {
  const becomes = learnStatus === 'learned' && tune.learnStatus !== 'learned';
  const ceases = learnStatus !== 'learned' && tune.learnStatus === 'learned';
  return untilSent(
    updateDoc(tuneReference(uid, tune), {
      learnStatus,
      ...(becomes ? { learnedAt: serverTimestamp() } : {}),
      ...(ceases ? { learnedAt: deleteField() } : {}),
    }),
  );
}

/** The most characters of a note, as the rules allow. */
export const notesLimit = 2000;

/** Saves the notes on a tune; empty notes are removed. */
export function setNotes(uid: string, tune: Tune, notes: string): Promise<void> {
  return untilSent(updateDoc(tuneReference(uid, tune), { notes: notes === '' ? deleteField() : notes }));
}

/** Deletes a tune from the collection once the time to undo it is over. */
export function removeTune(uid: string, tune: Tune): void {
  holdDeletion(tuneReference(uid, tune), `“${shortened(tune.name)}” deleted.`);
}

/** The path of a tune, the key of its held deletion. */
export function tunePath(uid: string, tune: Tune): string {
  return `${paths.userTunes(uid)}/${tune.id}`;
}

function tuneReference(uid: string, tune: Tune) {
  return doc(database(), paths.userTunes(uid), tune.id);
}

import {
  collection,
  deleteDoc,
  deleteField,
  doc,
  type QuerySnapshot,
  serverTimestamp,
  updateDoc,
} from 'firebase/firestore';
import type { LearnStatus } from '../../../functions/src/shared/learn-status.ts';
import { paths } from '../../../functions/src/shared/paths.ts';
import { call } from '../firebase/callable.ts';
import { database, watchDocument, watchQuery } from '../firebase/firestore.ts';
import { untilSent } from '../ui/connection.ts';
import { countOf, fieldsOf } from '../ui/fields.ts';
import type { Source } from '../ui/live.ts';
import { readTunebookSync, type TunebookSync } from './progress-document.ts';
import { readTune, type Tune } from './tune.ts';

/** What a person asks of a sync; the saved member is meant when none is named. */
export interface SyncRequest {
  memberId: number | null;
  learnStatus: LearnStatus;
  saveMemberId: boolean;
}

/**
 * Brings a tunebook over and resolves when that has ended. What happens meanwhile is in the
 * progress document.
 *
 * @throws FirebaseError with the contract's codes; `functions/already-exists` when one is running.
 */
export async function startSync({ memberId, learnStatus, saveMemberId }: SyncRequest): Promise<void> {
  const request = { ...(memberId === null ? {} : { memberId }), learnStatus, saveMemberId };
  await call('syncTunebook', request);
}

/** Asks the running sync to stop. @throws FirebaseError when that cannot be asked. */
export async function cancelSync(): Promise<void> {
  await call('cancelTunebookSync', {});
}

/** The person's newest sync, live; null when there has been none. */
export function watchSync(uid: string): Source<TunebookSync | null> {
  return watchDocument(doc(database(), paths.tunebookSyncs, uid), readTunebookSync);
}

/** The member that the person's next sync takes when none is named, live; null when none is saved. */
export function watchSavedMember(uid: string): Source<number | null> {
  return watchDocument(doc(database(), paths.users, uid), (snapshot) => {
    return countOf(fieldsOf(snapshot.data()).thesessionMemberId) || null;
  });
}

/** Forgets the saved member. */
export function forgetMember(uid: string): Promise<void> {
  return untilSent(updateDoc(doc(database(), paths.users, uid), { thesessionMemberId: deleteField() }));
}

/** The person's whole collection, live, by name as people sort it. */
export function watchTunes(uid: string): Source<readonly Tune[]> {
  const collator = new Intl.Collator(undefined, { numeric: true });
  return (next, failed) => {
    // A change of one tune must not mean reading thousands anew.
    const known = new Map<string, Tune>();
    const read = (snapshot: QuerySnapshot) => {
      for (const { type, doc: changed } of snapshot.docChanges({ includeMetadataChanges: true })) {
        if (type === 'removed') known.delete(changed.id);
        else known.set(changed.id, readTune(changed));
      }
      return [...known.values()].sort((a, b) => collator.compare(a.name, b.name));
    };
    return watchQuery(collection(database(), paths.userTunes(uid)), read)(next, failed);
  };
}

/** Changes how far the person has come with a tune, and when they learned it along with it. */
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

/** The most characters of a note (the contract). */
export const notesLimit = 2000;

/** Keeps a note of at most 2 000 characters with a tune; an empty one is removed. */
export function setNotes(uid: string, tune: Tune, notes: string): Promise<void> {
  return untilSent(updateDoc(tuneReference(uid, tune), { notes: notes === '' ? deleteField() : notes }));
}

/** Takes a tune out of the collection. */
export function removeTune(uid: string, tune: Tune): Promise<void> {
  return untilSent(deleteDoc(tuneReference(uid, tune)));
}

function tuneReference(uid: string, tune: Tune) {
  return doc(database(), paths.userTunes(uid), tune.id);
}

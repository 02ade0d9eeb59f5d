import type { DocumentSnapshot } from 'firebase/firestore';
import { type LearnStatus, learnStatuses } from '../../../functions/src/client.ts';
import { fieldsOf, instantOf, textOf, wordOf } from '../ui/fields.ts';
import { foldText } from '../ui/folded-text.ts';

/** A tune of the user's collection. */
export interface Tune {
  id: string;
  name: string;
  /** In title case: `Jig`, `Slip Jig`. */
  type: string;
  learnStatus: LearnStatus;
  learnedAt: Date | null;
  addedAt: Date | null;
  notes: string;
  /** Name, type and notes, folded. */
  searchText: string;
  /** Whether a change made on this page has not reached the server. */
  unsent: boolean;
}

/** Reads a tune; missing fields become empty. */
export function readTune(snapshot: DocumentSnapshot): Tune {
  const data = fieldsOf(snapshot.data({ serverTimestamps: 'estimate' }));
  const name = textOf(data.name);
  const type = textOf(data.type);
  const notes = textOf(data.notes);
  return {
    id: snapshot.id,
    name,
    type,
    learnStatus: wordOf(learnStatuses, data.learnStatus) ?? 'want to learn',
    learnedAt: instantOf(data.learnedAt),
    addedAt: instantOf(data.addedAt),
    notes,
    searchText: foldText(`${name} ${type} ${notes}`),
    unsent: snapshot.metadata.hasPendingWrites,
  };
}

/** The page of a tune at thesession.org. */
export function tuneUrl({ id }: { id: string }): string {
  return `https://thesession.org/tunes/${encodeURIComponent(id)}`;
}

import type { DocumentSnapshot } from 'firebase/firestore';
import { type LearnStatus, learnStatuses } from '../../../functions/src/shared/learn-status.ts';
import { fieldsOf, instantOf, textOf, wordOf } from '../ui/fields.ts';
import { foldText } from './search.ts';

/** A tune of one's own collection, as the page shows it. */
export interface Tune {
  id: string;
  name: string;
  /** As thesession.org calls it: `Jig`, `Slip Jig` … */
  type: string;
  learnStatus: LearnStatus;
  learnedAt: Date | null;
  notes: string;
  /** What the search looks through: name and type, folded. */
  searchText: string;
  /** Whether a change made here has not reached the server yet. */
  waiting: boolean;
}

/** Reads a tune of the collection; what is missing becomes empty. */
export function readTune(snapshot: DocumentSnapshot): Tune {
  const data = fieldsOf(snapshot.data({ serverTimestamps: 'estimate' }));
  const name = textOf(data.name);
  const type = textOf(data.type);
  return {
    id: snapshot.id,
    name,
    type,
    learnStatus: wordOf(learnStatuses, data.learnStatus) ?? 'want to learn',
    learnedAt: instantOf(data.learnedAt),
    notes: textOf(data.notes),
    searchText: foldText(`${name} ${type}`),
    waiting: snapshot.metadata.hasPendingWrites,
  };
}

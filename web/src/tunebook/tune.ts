import type { DocumentSnapshot } from 'firebase/firestore';
import { type LearnStatus, learnStatuses } from '../../../functions/src/shared/learn-status.ts';
import { fieldsOf, instantOf, textOf, wordOf } from '../ui/fields.ts';
import { foldText } from './search.ts';

/** A tune of the user's collection. */
export interface Tune {
  id: string;
  name: string;
  /** In title case: `Jig`, `Slip Jig`. */
  type: string;
  learnStatus: LearnStatus;
  learnedAt: Date | null;
  notes: string;
  /** Name and type, folded. */
  searchText: string;
  /** Whether the server lacks a change made on this page. */
  waiting: boolean;
}

/** Reads a tune; missing fields become empty. */
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

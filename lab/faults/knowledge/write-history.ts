import {
  FieldValue,
  type Firestore,
  type Timestamp,
  type UpdateData,
  type WriteResult,
} from 'firebase-admin/firestore';
import { paths } from '../../../functions/src/shared/paths.ts';
import { attemptWrite } from '../firestore-access.ts';
import { secrets } from '../rig.ts';

/** Numbers that select one of a few texts. */
interface TextChange {
  title?: number;
  content?: number;
}

interface Text {
  title: string;
  content: string;
}

interface Entry {
  at: Timestamp;
  /** Null for a delete. */
  change: Partial<Text> | null;
}

/** What clients wrote, from which the expected final state follows. */
export interface WriteHistory {
  /** Every id that a client created. */
  ids(): string[];
  create(id: string, choice: Required<TextChange>): Promise<void>;
  edit(id: string, choice: TextChange): Promise<void>;
  remove(id: string): Promise<void>;
  /** The expected text of a document; null when it was never created, or deleted last. */
  newest(id: string): Text | null;
  edited(id: string): boolean;
}

/** Writes as clients do and records each write that Firestore accepted. */
export function recordWrites(db: Firestore): WriteHistory {
  const entries = new Map<string, Entry[]>();
  const reference = (id: string) => db.collection(paths.knowledge).doc(id);
  const record = async (id: string, change: Entry['change'], write: () => Promise<WriteResult>) => {
    const written = await attemptWrite(write);
    if (written !== null) entries.set(id, [...(entries.get(id) ?? []), { at: written.writeTime, change }]);
  };
  const inOrder = (id: string) => (entries.get(id) ?? []).toSorted((a, b) => compare(a.at, b.at));
  return {
    ids: () => [...entries.keys()],
    async create(id, choice) {
      const text = textOf(id, choice);
      const now = FieldValue.serverTimestamp();
      const data = { ...text, tags: ['fault'], createdBy: 'editor', createdAt: now, updatedAt: now };
      await record(id, text, () => reference(id).create({ ...data, sync: { status: 'pending' } }));
    },
    async edit(id, choice) {
      const text = textOf(id, choice);
      const change: UpdateData<Text & { updatedAt: Timestamp; sync: { status: string } }> = {
        ...text,
        updatedAt: FieldValue.serverTimestamp(),
        'sync.status': 'pending',
      };
      await record(id, text, () => reference(id).update(change));
    },
    async remove(id) {
      await record(id, null, () => reference(id).delete({ exists: true }));
    },
    newest: (id) => inOrder(id).reduce<Text | null>(apply, null),
    edited: (id) => inOrder(id).some(({ change }, index) => index > 0 && change !== null),
  };
}

/** Texts with the content word, which must never appear in a log. */
function textOf<Choice extends TextChange>(id: string, choice: Choice): { [Field in keyof Choice]: string } {
  const texts = Object.entries(choice).map(([field, number]) => [
    field,
    `${secrets.contentWord} ${field} ${number} of ${id}${field === 'content' ? `\n${'text '.repeat(number * 50)}end` : ''}`,
  ]);
  return Object.fromEntries(texts);
}

function apply(text: Text | null, { change }: Entry): Text | null {
  return change === null ? null : { ...(text ?? { title: '', content: '' }), ...change };
}

function compare(a: Timestamp, b: Timestamp): number {
  return a.seconds - b.seconds || a.nanoseconds - b.nanoseconds;
}

import { Timestamp } from 'firebase-admin/firestore';
import { paths } from '../../../functions/src/shared/paths.ts';
import { projectId } from '../../../local/paths.ts';
import { encodeEvent } from '../event-body.ts';

/** The largest event that Eventarc delivers to a function (Cloud Run functions, quotas). */
export const largestEventBytes = 512 * 1024;

/** Two bytes in UTF-8 and two in memory: no text takes more memory for its size in an event. */
const character = 'я';

/** An event of the largest size, and the document that is stored then, or null after a deletion. */
export interface LargestEvent {
  type: 'created' | 'updated' | 'deleted';
  documentId: string;
  body: Buffer;
  stored: object | null;
}

/** Makes an event. An update has the document twice, so that each is half as large. */
export function largestEvent(type: LargestEvent['type'], documentId: string, sync: object): LargestEvent {
  const name = `projects/${projectId}/databases/(default)/documents/${paths.knowledge}/${documentId}`;
  const written = { createdBy: 'editor', createdAt: Timestamp.now(), updatedAt: Timestamp.now(), tags: [], sync };
  const encode = (length: number) => {
    const before = { title: 'Before', content: character.repeat(length), ...written };
    const after = { ...before, title: 'After' };
    const body = encodeEvent(name, type === 'created' ? null : before, type === 'deleted' ? null : after);
    return { body, stored: type === 'deleted' ? null : after };
  };
  const documents = type === 'updated' ? 2 : 1;
  // The lengths of the text and of what is around it take a few bytes more once there is a text.
  const around = encode(0).body.length + documents * 16;
  return { type, documentId, ...encode(Math.floor((largestEventBytes - around) / (2 * documents))) };
}

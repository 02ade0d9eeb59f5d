import { serverTimestamp } from 'firebase/firestore';
import { refusedDrafts } from '../../../test/rules/knowledge.ts';

/** A document that an editor's client must not be able to write. */
export interface HostileWrite {
  name: string;
  /** Replaces fields of a document that the rules accept. */
  change: Readonly<Record<string, unknown>>;
  /** An id that the rules must refuse; any sound one when left out. */
  id?: string;
}

/** What a client would forge under `sync` to have its way. */
const forged: readonly HostileWrite[] = [
  { name: 'a status of completed', change: { sync: { status: 'completed' } } },
  { name: 'a status of syncing', change: { sync: { status: 'syncing' } } },
  { name: 'attempts', change: { sync: { status: 'pending', attempts: 0 } } },
  { name: 'a tag of another document', change: { sync: { status: 'pending', tag: 'other-abcd1234' } } },
  { name: 'an id at ElevenLabs', change: { sync: { status: 'pending', elevenLabsId: 'x' } } },
  { name: 'a lease', change: { sync: { status: 'pending', leaseOwner: 'me', leaseExpiresAt: serverTimestamp() } } },
  { name: 'no sync', change: { sync: null } },
  { name: 'a list as sync', change: { sync: ['pending'] } },
  { name: 'another author', change: { createdBy: 'somebody else' } },
  { name: 'a time of its own', change: { createdAt: new Date(0) } },
  { name: 'a time of change in the future', change: { updatedAt: new Date(4_000_000_000_000) } },
  { name: 'a field that nobody knows', change: { admin: true } },
];

const ids = ['a b', 'ä', 'a.b', 'a:b', '~', 'a'.repeat(101), '🎻'];

/** Every write of the corpus. */
export const hostileWrites: readonly HostileWrite[] = [
  ...refusedDrafts.map(([name, change]) => ({ name, change })),
  ...forged,
  ...ids.map((id) => ({ name: `the id ${id.slice(0, 10)}`, change: {}, id })),
];

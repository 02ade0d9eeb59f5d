import { serverTimestamp } from 'firebase/firestore';
import { refusedDrafts } from '../../../test/rules/knowledge.ts';

/** A write that the rules must deny to an editor's client. */
export interface HostileWrite {
  name: string;
  /** Replaces fields of a valid document. */
  change: Readonly<Record<string, unknown>>;
  /** Defaults to a valid id. */
  id?: string;
}

const forged: readonly HostileWrite[] = [
  { name: 'a status of completed', change: { sync: { status: 'completed' } } },
  { name: 'a status of syncing', change: { sync: { status: 'syncing' } } },
  { name: 'attempts', change: { sync: { status: 'pending', attempts: 0 } } },
  { name: 'a tag of another document', change: { sync: { status: 'pending', tag: 'other-abcd1234' } } },
  { name: 'an id at ElevenLabs', change: { sync: { status: 'pending', elevenLabsId: 'x' } } },
  { name: 'a lease', change: { sync: { status: 'pending', leaseOwner: 'me', leaseExpiresAt: serverTimestamp() } } },
  { name: 'no sync', change: { sync: null } },
  { name: 'a list as sync', change: { sync: ['pending'] } },
  { name: 'another author', change: { createdBy: 'another-uid' } },
  { name: 'an invented creation time', change: { createdAt: new Date(0) } },
  { name: 'a future update time', change: { updatedAt: new Date(4_000_000_000_000) } },
  { name: 'an unknown field', change: { admin: true } },
];

const ids = ['a b', 'ä', 'a.b', 'a:b', '~', 'a'.repeat(101), '🎻'];

export const hostileWrites: readonly HostileWrite[] = [
  ...refusedDrafts.map(([name, change]) => ({ name, change })),
  ...forged,
  ...ids.map((id) => ({ name: `the id ${id.slice(0, 10)}`, change: {}, id })),
];

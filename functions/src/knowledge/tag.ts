import { randomInt } from 'node:crypto';

const nonceAlphabet = 'abcdefghijklmnopqrstuvwxyz0123456789';
const nonceLength = 8;

/** Longer titles are cut in the remote name. */
const titleCharacters = 100;

/**
 * The random part of a tag: eight of `a-z0-9`, 41 bits. It has a letter and a digit, so that a name such as
 * `staff-handbook` does not look like a tag.
 */
export function makeNonce(): string {
  const nonce = Array.from({ length: nonceLength }, () => nonceAlphabet[randomInt(nonceAlphabet.length)]).join('');
  return /[a-z]/.test(nonce) && /\d/.test(nonce) ? nonce : makeNonce();
}

/** Identifies a document at ElevenLabs, which has no idempotency key. */
export function makeTag(documentId: string, nonce: string): string {
  return `${documentId}-${nonce}`;
}

/** The name of a document at ElevenLabs: its tag, then its title, cut by code points. */
export function makeRemoteName(tag: string, title: string): string {
  return `${tag} ${[...title].slice(0, titleCharacters).join('')}`.trim();
}

/** Whether a remote name has exactly this tag, not a longer tag with the same beginning. */
export function hasTag(remoteName: string, tag: string): boolean {
  return remoteName === tag || remoteName.startsWith(`${tag} `);
}

/** The tag at the beginning of a remote name, and its document; null without a tag. */
export function readTag(remoteName: string): { tag: string; documentId: string } | null {
  const [, tag, documentId] = /^(([A-Za-z0-9_-]{1,100})-[a-z0-9]{8})(?: |$)/.exec(remoteName) ?? [];
  return tag === undefined || documentId === undefined ? null : { tag, documentId };
}

/**
 * Whether a tag is ours and not part of a name that a user chose, such as `minutes-20260105`: its nonce
 * mixes letters and digits, or Firestore or the import made its document id.
 */
export function isUnmistakable({ tag, documentId }: { tag: string; documentId: string }): boolean {
  const nonce = tag.slice(documentId.length + 1);
  return (/[a-z]/.test(nonce) && /\d/.test(nonce)) || /^[A-Za-z0-9]{20}$|-[0-9a-f]{16}$/.test(documentId);
}

import { randomInt } from 'node:crypto';

const nonceAlphabet = 'abcdefghijklmnopqrstuvwxyz0123456789';
const nonceLength = 8;

/** The part of a title that goes into the remote name, in characters (the contract). */
const titleCharacters = 100;

/**
 * The part of a tag after the document's id: eight of `a-z0-9` from the system's randomness (41 bits).
 * Holds a letter and a digit, so that a name such as `staff-handbook` is never taken for a tag.
 */
export function makeNonce(): string {
  const nonce = Array.from({ length: nonceLength }, () => nonceAlphabet[randomInt(nonceAlphabet.length)]).join('');
  return /[a-z]/.test(nonce) && /\d/.test(nonce) ? nonce : makeNonce();
}

/** The identity of a document at ElevenLabs, which has no idempotency key: `<documentId>-<nonce>`. */
export function makeTag(documentId: string, nonce: string): string {
  return `${documentId}-${nonce}`;
}

/** The name that a document bears at ElevenLabs: its tag, then the title, cut by code points. */
export function makeRemoteName(tag: string, title: string): string {
  return `${tag} ${[...title].slice(0, titleCharacters).join('')}`.trim();
}

/** Whether a remote name bears exactly this tag; a longer tag that begins alike does not. */
export function bearsTag(remoteName: string, tag: string): boolean {
  return remoteName === tag || remoteName.startsWith(`${tag} `);
}

/** The tag that a remote name begins with, and the document that it was made for; null when it begins with none. */
export function readTag(remoteName: string): { tag: string; documentId: string } | null {
  const [, tag, documentId] = /^(([A-Za-z0-9_-]{1,100})-[a-z0-9]{8})(?: |$)/.exec(remoteName) ?? [];
  return tag === undefined || documentId === undefined ? null : { tag, documentId };
}

/**
 * Whether a tag can hardly be part of a name that a person gave: `staff-handbook` and
 * `minutes-20260105` have the form of a tag too. True when the nonce mixes letters and digits, as 93 %
 * of them do, or when the document's id is one that Firestore or the import made (decided).
 */
export function isUnmistakable({ tag, documentId }: { tag: string; documentId: string }): boolean {
  const nonce = tag.slice(documentId.length + 1);
  return (/[a-z]/.test(nonce) && /\d/.test(nonce)) || /^[A-Za-z0-9]{20}$|-[0-9a-f]{16}$/.test(documentId);
}

import { randomInt } from 'node:crypto';
import { cutText } from '../shared/cut-text.ts';

const nonceAlphabet = 'abcdefghijklmnopqrstuvwxyz0123456789';
const nonceLength = 8;

/** The part of a title in the remote name, in UTF-16 code units. */
const titleLength = 100;

/**
 * The part of a tag after the document's id: eight of `a-z0-9` from the system's randomness (41 bits), with at
 * least one letter and one digit.
 */
export function makeNonce(): string {
  const nonce = Array.from({ length: nonceLength }, () => nonceAlphabet[randomInt(nonceAlphabet.length)]).join('');
  return /[a-z]/.test(nonce) && /\d/.test(nonce) ? nonce : makeNonce();
}

/** The identity of a document at ElevenLabs, which has no idempotency key: `<documentId>-<nonce>`. */
export function makeTag(documentId: string, nonce: string): string {
  return `${documentId}-${nonce}`;
}

/** Whether a tag was made for this document. */
export function isTagOf(tag: string, documentId: string): boolean {
  return tag.startsWith(`${documentId}-`) && /^[a-z0-9]{8}$/.test(tag.slice(documentId.length + 1));
}

/** The name of a document at ElevenLabs: its tag, then the beginning of its title. */
export function makeRemoteName(tag: string, title: string): string {
  return `${tag} ${cutText(title, titleLength).trim()}`.trim();
}

/** The tag of a remote name, if the name is ours: everything before its first space. */
export function tagOf(remoteName: string): string {
  return remoteName.split(' ', 1)[0] ?? '';
}

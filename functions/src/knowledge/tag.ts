import { randomInt } from 'node:crypto';

const nonceAlphabet = 'abcdefghijklmnopqrstuvwxyz0123456789';
const nonceLength = 8;

/** The part of a title that goes into the remote name, in characters (the contract). */
const titleCharacters = 100;

/** What follows the document's id in a tag: eight of `a-z0-9`, 41 bits, from the system's randomness. */
export function makeNonce(): string {
  return Array.from({ length: nonceLength }, () => nonceAlphabet[randomInt(nonceAlphabet.length)]).join('');
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

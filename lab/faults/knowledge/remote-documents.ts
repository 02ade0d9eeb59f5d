import type { StubDocument } from '../../../local/stub/elevenlabs/knowledge-base.ts';
import type { Rig } from '../rig.ts';

/** The remote documents of a document, recognised by the form of their tag: id, then a nonce of 8 characters. */
export function remoteDocumentsOf({ elevenLabs }: Rig, id: string): Readonly<StubDocument>[] {
  return elevenLabs.documents.list(`${id}-`).filter(({ name }) => documentIdIn(name) === id);
}

/** The document id in a remote name; null when the name has no tag. */
export function documentIdIn(remoteName: string): string | null {
  return /^(.+)-[a-z0-9]{8}(?: |$)/.exec(remoteName.split(' ')[0] ?? '')?.[1] ?? null;
}

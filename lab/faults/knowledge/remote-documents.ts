import type { StubDocument } from '../../../local/stub/elevenlabs/knowledge-base.ts';
import type { Rig } from '../rig.ts';

/** What ElevenLabs holds for a document, by the form of a tag alone: the id, then a nonce of eight. */
export function remoteDocumentsOf({ elevenLabs }: Rig, id: string): Readonly<StubDocument>[] {
  return elevenLabs.documents.list(`${id}-`).filter(({ name }) => documentIdIn(name) === id);
}

/** The id of the document that a remote name belongs to; null when it bears no tag. */
export function documentIdIn(remoteName: string): string | null {
  return /^(.+)-[a-z0-9]{8}(?: |$)/.exec(remoteName.split(' ')[0] ?? '')?.[1] ?? null;
}

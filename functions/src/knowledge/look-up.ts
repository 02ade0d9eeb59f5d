import type { CallOptions } from '../upstream/call-options.ts';
import type { RemoteDocument } from '../upstream/elevenlabs.ts';
import type { KnowledgeContext } from './context.ts';
import { tagOf } from './tag.ts';

/** The remote documents with exactly this tag, oldest first. Throws UpstreamError. */
export async function listByTag(
  { elevenLabs }: KnowledgeContext,
  tag: string,
  options: () => CallOptions,
): Promise<RemoteDocument[]> {
  const found = await elevenLabs.listByPrefix(tag, options());
  return found
    .filter(({ name }) => tagOf(name) === tag)
    .sort((a, b) => a.createdAtSeconds - b.createdAtSeconds || (a.id < b.id ? -1 : 1));
}

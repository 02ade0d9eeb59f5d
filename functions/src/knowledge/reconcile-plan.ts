import type { RemoteDocument } from '../upstream/elevenlabs.ts';
import type { Sync } from './document.ts';
import { isUnmistakable, readTag } from './tag.ts';

/** A knowledge document as the listing of Firestore has it; `sync` is null when it cannot be read. */
export interface ListedDocument {
  documentId: string;
  sync: Sync | null;
}

/** A remote document that something is said about. */
export interface FoundRemote {
  documentId: string;
  tag: string;
  elevenLabsId: string;
  name: string;
}

/** What differs between ElevenLabs and Firestore. */
export interface Plan {
  /** Remote documents that bear a tag of ours. */
  remoteDocuments: number;
  documents: number;
  /** Of these, being worked on, waiting for it, failed, or unreadable: nothing is said about them. */
  inMotion: number;
  /** Accepted once, and gone at ElevenLabs. */
  missingThere: { documentId: string; tag: string; elevenLabsId: string }[];
  /** At ElevenLabs, with a tag of ours, while the document certainly does not exist and nobody owes the removal. */
  missingHere: FoundRemote[];
  /** Further remote documents that bear the tag of a document. */
  duplicates: (FoundRemote & { kept: string })[];
  /** Remote documents under another name than they were given. */
  differingNames: (FoundRemote & { expected: string })[];
  /** Perhaps ours, perhaps named like it by a person: left alone. */
  unclear: { elevenLabsId: string; name: string }[];
}

/** A document that nobody works on and ElevenLabs has accepted; null for any other. */
export function settled(sync: Sync | null): { tag: string; elevenLabsId: string; remoteName: string } | null {
  if (sync === null || sync.status !== 'completed' || sync.lease !== null || sync.verifyAt !== null) return null;
  const { tag, elevenLabsId, remoteName } = sync;
  return tag === null || elevenLabsId === null || remoteName === null ? null : { tag, elevenLabsId, remoteName };
}

/**
 * Compares both listings, which must be complete. Whatever exists in Firestore is judged only when
 * it is settled, and what bears no tag of ours is never in the plan.
 *
 * @param removals tags of removals that are owed already.
 */
export function planReconciliation(
  remote: readonly RemoteDocument[],
  documents: readonly ListedDocument[],
  removals: ReadonlySet<string>,
): Plan {
  const remoteById = new Map(remote.map((document) => [document.id, document]));
  const tagged = tagDocuments(remoteById.values());
  const known = new Map(documents.map((document) => [document.documentId, document]));
  const plan: Plan = {
    remoteDocuments: 0,
    documents: known.size,
    inMotion: 0,
    missingThere: [],
    missingHere: [],
    duplicates: [],
    differingNames: [],
    unclear: [],
  };
  const byTag = groupByTag(tagged);
  for (const { documentId, sync } of known.values()) {
    const state = settled(sync);
    if (state === null) {
      plan.inMotion += 1;
      continue;
    }
    const { tag, elevenLabsId, remoteName: expected } = state;
    const name = remoteById.get(elevenLabsId)?.name;
    if (name === undefined) plan.missingThere.push({ documentId, tag, elevenLabsId });
    else if (name !== expected) plan.differingNames.push({ documentId, tag, elevenLabsId, name, expected });
    const others = (byTag.get(tag) ?? []).filter((found) => found.elevenLabsId !== elevenLabsId);
    // Without the one to keep, one of the others takes its place.
    if (name !== undefined) plan.duplicates.push(...others.map((other) => ({ ...other, kept: elevenLabsId })));
  }
  for (const found of tagged) {
    const document = known.get(found.documentId);
    const ours = document?.sync?.tag === found.tag || isUnmistakable(found);
    if (ours) plan.remoteDocuments += 1;
    if (removals.has(found.tag) || mayBeOf(document, found.tag)) continue;
    if (document === undefined && ours) plan.missingHere.push(found);
    else plan.unclear.push({ elevenLabsId: found.elevenLabsId, name: found.name });
  }
  return plan;
}

/** How many remote documents carrying out a plan would delete. */
export function countDeletions({ missingHere, duplicates }: Plan): number {
  return missingHere.length + duplicates.length;
}

/** Whether a remote document with this tag belongs to a document that exists, or may for all that can be read. */
function mayBeOf(document: ListedDocument | undefined, tag: string): boolean {
  if (document === undefined) return false;
  return document.sync === null || document.sync.tag === null || document.sync.tag === tag;
}

function tagDocuments(remote: Iterable<RemoteDocument>): FoundRemote[] {
  const found: FoundRemote[] = [];
  for (const { id, name } of remote) {
    const read = readTag(name);
    if (read !== null) found.push({ ...read, elevenLabsId: id, name });
  }
  return found;
}

function groupByTag(tagged: readonly FoundRemote[]): ReadonlyMap<string, FoundRemote[]> {
  const groups = new Map<string, FoundRemote[]>();
  for (const found of tagged) {
    const group = groups.get(found.tag);
    if (group === undefined) groups.set(found.tag, [found]);
    else group.push(found);
  }
  return groups;
}

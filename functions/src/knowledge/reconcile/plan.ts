import type { RemoteDocument } from '../../upstream/elevenlabs.ts';
import type { Sync } from '../document.ts';
import { isUnmistakable, readTag } from '../tag.ts';

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
  unsettled: number;
  /** Accepted once, and gone at ElevenLabs. */
  missingRemotely: { documentId: string; tag: string; elevenLabsId: string }[];
  /** At ElevenLabs, with a tag of ours, while the document certainly does not exist and nobody owes the removal. */
  orphanedRemotely: FoundRemote[];
  /** Further remote documents that bear the tag of a document; `knownId` is the one that it knows. */
  duplicates: (FoundRemote & { knownId: string })[];
  /** Remote documents under another name than they were given. */
  renamed: (FoundRemote & { expected: string })[];
  /** Perhaps ours, perhaps named like it by a person, or under the tag of another document: left alone. */
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
 * @param remote the oldest first.
 * @param removals tags of removals that are owed already.
 */
export function planReconciliation(
  remote: readonly RemoteDocument[],
  documents: readonly ListedDocument[],
  removals: ReadonlySet<string>,
): Plan {
  const remoteById = new Map(remote.map((document) => [document.id, document]));
  const tagged = tagDocuments(remoteById.values());
  const byTag = groupByTag(tagged);
  const known = new Map(documents.map((document) => [document.documentId, document]));
  // A remote document that is somebody's by its id is so under any name.
  const owners = ownersOf(documents);
  // Repairs go by tag: one that a person gave to another document's remote document must not lead to it.
  const lent = new Set(tagged.filter((found) => isLent(found, owners)).map(({ tag }) => tag));
  const plan: Plan = {
    remoteDocuments: 0,
    documents: known.size,
    unsettled: 0,
    missingRemotely: [],
    orphanedRemotely: [],
    duplicates: [],
    renamed: [],
    unclear: [],
  };
  for (const { documentId, sync } of known.values()) {
    const state = settled(sync);
    if (state === null || lent.has(state.tag)) {
      plan.unsettled += 1;
      continue;
    }
    const { tag, elevenLabsId, remoteName: expected } = state;
    const name = remoteById.get(elevenLabsId)?.name;
    const others = (byTag.get(tag) ?? []).filter((found) => found.elevenLabsId !== elevenLabsId);
    if (name === undefined) plan.missingRemotely.push({ documentId, tag, elevenLabsId });
    else if (name !== expected) plan.renamed.push({ documentId, tag, elevenLabsId, name, expected });
    // Where the known one is gone, the oldest of the others takes its place.
    const surplus = name === undefined ? others.slice(1) : others;
    plan.duplicates.push(...surplus.map((found) => ({ ...found, knownId: elevenLabsId })));
  }
  for (const found of tagged) {
    const document = known.get(found.documentId);
    const ours = document?.sync?.tag === found.tag || isUnmistakable(found);
    if (ours) plan.remoteDocuments += 1;
    const { elevenLabsId, name, tag } = found;
    if (lent.has(tag)) plan.unclear.push({ elevenLabsId, name });
    if (lent.has(tag) || owners.has(elevenLabsId) || removals.has(tag) || mayBeOf(document, tag)) continue;
    if (document === undefined && ours) plan.orphanedRemotely.push(found);
    else plan.unclear.push({ elevenLabsId, name });
  }
  return plan;
}

/** How many remote documents carrying out a plan would delete. */
export function countDeletions({ orphanedRemotely, duplicates }: Plan): number {
  return orphanedRemotely.length + duplicates.length;
}

/** The tag of the document that knows a remote document, by the id of the latter; null where two do. */
function ownersOf(documents: readonly ListedDocument[]): ReadonlyMap<string, string | null> {
  const owners = new Map<string, string | null>();
  for (const { sync } of documents) {
    if (sync !== null && sync.elevenLabsId !== null) {
      owners.set(sync.elevenLabsId, owners.has(sync.elevenLabsId) ? null : sync.tag);
    }
  }
  return owners;
}

/** Whether a remote document is that of a document whose tag it does not bear. */
function isLent({ elevenLabsId, tag }: FoundRemote, owners: ReadonlyMap<string, string | null>): boolean {
  return owners.has(elevenLabsId) && owners.get(elevenLabsId) !== tag;
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

import type { RemoteDocument } from '../../upstream/elevenlabs.ts';
import type { Sync } from '../document.ts';
import { isUnmistakable, readTag } from '../tag.ts';

/** A knowledge document in the listing of Firestore; `sync` is null when it is unreadable. */
export interface ListedDocument {
  documentId: string;
  sync: Sync | null;
}

/** A remote document in a finding. */
export interface FoundRemote {
  documentId: string;
  tag: string;
  elevenLabsId: string;
  name: string;
}

/** The differences between ElevenLabs and Firestore. */
export interface Plan {
  /** Remote documents with a tag of ours. */
  remoteDocuments: number;
  documents: number;
  /** Documents that are syncing, pending, failed, due to be verified or unreadable; no finding is about them. */
  unsettled: number;
  /** Completed documents whose remote document is gone. */
  missingRemotely: { documentId: string; tag: string; elevenLabsId: string }[];
  /** Remote documents with a tag of ours whose document does not exist and whose removal is not pending. */
  orphanedRemotely: FoundRemote[];
  /** Further remote documents with the tag of a document, which knows `knownId`. */
  duplicates: (FoundRemote & { knownId: string })[];
  /** Remote documents with another name than Reelsync gave them. */
  renamed: (FoundRemote & { expected: string })[];
  /** Remote documents whose name only looks like ours, or has the tag of another document. */
  unclear: { elevenLabsId: string; name: string }[];
}

/** The identity of a completed document without lease and due verification; null for any other. */
export function settled(sync: Sync | null): { tag: string; elevenLabsId: string; remoteName: string } | null {
  if (sync === null || sync.status !== 'completed' || sync.lease !== null || sync.verifyAt !== null) return null;
  const { tag, elevenLabsId, remoteName } = sync;
  return tag === null || elevenLabsId === null || remoteName === null ? null : { tag, elevenLabsId, remoteName };
}

/**
 * Compares two complete listings. Leaves out documents that are not settled, and remote documents without
 * a tag of ours.
 *
 * @param remote oldest first.
 * @param removals tags of pending removals.
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
  // Ownership by id wins over the name.
  const owners = ownersOf(documents);
  // Repairs look up by tag: leave out tags that someone gave to the remote document of another document.
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
    // When the known one is gone, the oldest of the others replaces it.
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

/** How many remote documents the repairs of a plan delete. */
export function countDeletions({ orphanedRemotely, duplicates }: Plan): number {
  return orphanedRemotely.length + duplicates.length;
}

/** The tag of the document that knows each remote id; null when two documents know it. */
function ownersOf(documents: readonly ListedDocument[]): ReadonlyMap<string, string | null> {
  const owners = new Map<string, string | null>();
  for (const { sync } of documents) {
    if (sync !== null && sync.elevenLabsId !== null) {
      owners.set(sync.elevenLabsId, owners.has(sync.elevenLabsId) ? null : sync.tag);
    }
  }
  return owners;
}

/** Whether a remote document belongs to a document with another tag. */
function isLent({ elevenLabsId, tag }: FoundRemote, owners: ReadonlyMap<string, string | null>): boolean {
  return owners.has(elevenLabsId) && owners.get(elevenLabsId) !== tag;
}

/** Whether a remote document with this tag belongs, or may belong, to this document. */
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

import type { RemoteDocument } from '../../upstream/elevenlabs.ts';
import type { Remote } from '../delivery/remote.ts';
import type { Sync } from '../document.ts';
import { makeRemoteName, tagOf } from '../tag.ts';

/** A knowledge document in the listing of Firestore; `sync` is null when it cannot be read. */
export interface ListedDocument {
  documentId: string;
  title: string;
  sync: Sync | null;
}

/** A remote document of ours. */
export interface FoundRemote {
  documentId: string;
  tag: string;
  elevenLabsId: string;
  name: string;
}

/** How ElevenLabs and Firestore differ. */
export interface Plan {
  /** Remote documents whose tag is in the ledger, or whose id a document of ours knows. */
  remoteDocuments: number;
  /** All other remote documents: not ours, and neither named nor touched. */
  foreign: number;
  documents: number;
  /** Documents that are pending, syncing, failed, about to be verified, or unreadable: not compared. */
  unsettled: number;
  /** Accepted once, and gone at ElevenLabs. */
  missingRemotely: { documentId: string; tag: string; elevenLabsId: string }[];
  /** In the ledger, while no document has the tag. */
  orphanedRemotely: FoundRemote[];
  /** Further remote documents under the tag of a document; `knownId` is the one that it knows. */
  duplicates: (FoundRemote & { knownId: string })[];
  /** Remote documents that no longer have the name that Reelsync gave them. */
  renamed: (FoundRemote & { expected: string })[];
  /** Remote documents that were edited at ElevenLabs after the last sync. */
  changedRemotely: FoundRemote[];
  /** Tags that are being removed. */
  removing: string[];
}

/** How much later than our sync a remote update must be to count as an edit, in milliseconds: clocks differ. */
const clockToleranceMs = 5 * 60_000;

/** A document that ElevenLabs accepted and that no run or verification is about to work on. */
interface Settled {
  tag: string;
  elevenLabsId: string;
  completedAt: number | null;
}

/** A document's state if it can be compared; null when it is unsettled. */
export function settled(sync: Sync | null): Settled | null {
  if (sync === null || sync.status !== 'completed' || sync.lease !== null || sync.verifyAt !== null) return null;
  const { tag, elevenLabsId, completedAt } = sync;
  return tag === null || elevenLabsId === null ? null : { tag, elevenLabsId, completedAt };
}

/** Both listings, which must be complete, and the ledger by tag. */
export interface Listings {
  remote: readonly RemoteDocument[];
  documents: readonly ListedDocument[];
  ledger: ReadonlyMap<string, Remote>;
}

/** Compares both listings. Ours is what the ledger says. */
export function planReconciliation({ remote, documents, ledger }: Listings): Plan {
  const knownIds = new Set(documents.flatMap((document) => comparable(document, ledger)?.elevenLabsId ?? []));
  // A listing that shifts while it is paged may hold a document twice.
  const listed = new Map(remote.map((document) => [document.id, document]));
  const ours = [...listed.values()].filter(({ id, name }) => ledger.has(tagOf(name)) || knownIds.has(id));
  const remoteById = new Map(ours.map((document) => [document.id, document]));
  const byTag = groupByTag(ours);
  const plan: Plan = {
    remoteDocuments: ours.length,
    foreign: listed.size - ours.length,
    documents: documents.length,
    unsettled: 0,
    missingRemotely: [],
    orphanedRemotely: [],
    duplicates: [],
    renamed: [],
    changedRemotely: [],
    removing: [...ledger].filter(([, { status }]) => status === 'removing').map(([tag]) => tag),
  };
  for (const document of documents) {
    const { documentId, title } = document;
    const state = comparable(document, ledger);
    if (state === null) {
      plan.unsettled += 1;
      continue;
    }
    const { tag, elevenLabsId, completedAt } = state;
    const known = remoteById.get(elevenLabsId);
    const others = (byTag.get(tag) ?? []).filter(({ id }) => !knownIds.has(id));
    if (known === undefined) plan.missingRemotely.push({ documentId, tag, elevenLabsId });
    else {
      const found = { documentId, tag, elevenLabsId, name: known.name };
      const expected = makeRemoteName(tag, title);
      if (known.name !== expected) plan.renamed.push({ ...found, expected });
      const updatedAt = known.updatedAtSeconds * 1000;
      if (completedAt !== null && updatedAt > completedAt + clockToleranceMs) plan.changedRemotely.push(found);
    }
    // Where the known one is gone, the oldest of the others takes its place.
    for (const { id, name } of known === undefined ? others.slice(1) : others) {
      plan.duplicates.push({ documentId, tag, elevenLabsId: id, name, knownId: elevenLabsId });
    }
  }
  const tags = new Set(documents.map(({ sync }) => sync?.tag));
  const unreadable = new Set(documents.filter(({ sync }) => sync === null).map(({ documentId }) => documentId));
  for (const { id, name } of ours) {
    const tag = tagOf(name);
    const record = ledger.get(tag);
    if (record?.status !== 'live' || tags.has(tag) || unreadable.has(record.documentId) || knownIds.has(id)) continue;
    plan.orphanedRemotely.push({ documentId: record.documentId, tag, elevenLabsId: id, name });
  }
  return plan;
}

/** A settled document whose tag is its own in the ledger. */
function comparable({ documentId, sync }: ListedDocument, ledger: ReadonlyMap<string, Remote>): Settled | null {
  const state = settled(sync);
  const record = state === null ? undefined : ledger.get(state.tag);
  return record?.status === 'live' && record.documentId === documentId ? state : null;
}

function groupByTag(remote: readonly RemoteDocument[]): ReadonlyMap<string, RemoteDocument[]> {
  const groups = new Map<string, RemoteDocument[]>();
  for (const document of remote) {
    const tag = tagOf(document.name);
    const group = groups.get(tag);
    if (group === undefined) groups.set(tag, [document]);
    else group.push(document);
  }
  return groups;
}

/** How many remote documents the repairs of a plan delete. */
export function countDeletions({ orphanedRemotely, duplicates }: Plan): number {
  return orphanedRemotely.length + duplicates.length;
}

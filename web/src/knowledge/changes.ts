import { announce } from '../ui/announce.ts';
import { type KnowledgeDocument, titleOf } from './document.ts';
import { statusWords } from './status-words.ts';

/** Announces each document whose status changed. */
export function announceChanges(now: readonly KnowledgeDocument[], before: readonly KnowledgeDocument[]): void {
  const statusBefore = new Map(before.map(({ id, sync }) => [id, sync.status]));
  for (const document of now) {
    const { id, sync } = document;
    const was = statusBefore.get(id);
    if (was === undefined || was === sync.status) continue;
    const reason = sync.status === 'failed' ? (sync.error?.message ?? '') : '';
    announce(`“${titleOf(document)}”: ${statusWords(sync).label}. ${reason}`.trim());
  }
}

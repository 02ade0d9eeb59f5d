import type { KnowledgeContext } from './context.ts';
import type { Result, Run } from './delivery/run.ts';
import type { Sync } from './document.ts';

/** Logs how a run ended. */
export function logSettled(
  { log, now }: Pick<KnowledgeContext, 'log' | 'now'>,
  documentId: string,
  { run, result, sync }: { run: Run; result: Result; sync: Sync },
): void {
  const durationMs = now() - run.claimedAt;
  // A verification that failed keeps the status and error of an earlier run, which are no news.
  const restored = run.purpose === 'verify' && sync.status !== 'pending';
  if (restored && result.kind === 'absent') {
    log('INFO', 'knowledge.verified', { documentId, durationMs });
  } else if (restored && result.kind !== 'accepted') {
    const { type = null, status = null, code = null } = result.kind === 'failed' ? result.failure : {};
    log('WARNING', 'knowledge.verification_failed', { documentId, type, status, code, durationMs });
  } else {
    const { status, attempts, runs, elevenLabsId, error } = sync;
    const bytes = Buffer.byteLength(run.content, 'utf8');
    const fields = { documentId, elevenLabsId, purpose: run.purpose, attempts, runs, bytes, durationMs };
    if (status === 'failed') log('ERROR', 'knowledge.failed', { ...fields, type: error?.type ?? null });
    else log('INFO', `knowledge.${status}`, fields);
  }
}

import type { Query } from 'firebase-admin/firestore';
import type { KnowledgeContext } from '../../functions/src/knowledge/context.ts';
import { errorCode } from '../../functions/src/shared/error-code.ts';
import { paths } from '../../functions/src/shared/paths.ts';
import { type Finding, ok, problem } from './finding.ts';

/** gRPC's status code FAILED_PRECONDITION: a query needs an index that is not there. */
const failedPrecondition = 9;

/** The sweep runs every minute; what is due for longer than this was not picked up. Milliseconds. */
const overdueMs = 10 * 60_000;

/** Whether the sweep's queries have their indexes and find nothing that should be done by now. */
export async function checkSweep(
  { db, ragModel }: Pick<KnowledgeContext, 'db' | 'ragModel'>,
  now: number,
): Promise<Finding[]> {
  const before = new Date(now - overdueMs);
  const documents = db.collection(paths.knowledge);
  const due: Query[] = [
    documents.where('sync.status', '==', 'pending').where('updatedAt', '<=', before),
    documents.where('sync.leaseExpiresAt', '<=', before),
    documents.where('sync.nextAttemptAt', '<=', before),
    documents.where('sync.verifyAt', '<=', before),
    db.collection(paths.knowledgeRemotes).where('nextAttemptAt', '<=', before),
  ];
  if (ragModel !== null) {
    due.push(documents.where('sync.status', '==', 'completed').where('sync.index.nextCheckAt', '<=', before));
  }
  try {
    const found = await Promise.all(due.map(async (query) => (await query.limit(1).get()).size));
    const indexes = ok('indexes', 'the sweep has the indexes that it needs');
    if (found.every((size) => size === 0)) return [indexes, ok('sweep', 'nothing is overdue')];
    const advice =
      'work is more than 10 minutes overdue. See that sweepKnowledge is deployed and that its job in Cloud Scheduler runs; its log says what fails.';
    return [indexes, problem('sweep', advice)];
  } catch (error) {
    if (errorCode(error) !== failedPrecondition) throw error;
    const advice = `an index of sync.status, with updatedAt or sync.index.nextCheckAt, is missing in the database ${db.databaseId} or being built. Deploy firestore.indexes.json to it (npm run deploy -- --only firestore; firebase.json names the database) and wait until the console shows Enabled.`;
    return [problem('indexes', advice)];
  }
}

import { describe, expect, test } from 'vitest';
import { makeReport } from '../../../functions/src/knowledge/reconcile/report.ts';
import { describeReconciliation } from '../../../local/commands/reconcile-words.ts';

const report = makeReport({
  remoteDocuments: 2,
  foreign: 1,
  documents: 5,
  unsettled: 3,
  missingRemotely: [],
  orphanedRemotely: [],
  duplicates: [],
  renamed: [],
  changedRemotely: [],
  removing: [],
});

describe('the text of a reconciliation', () => {
  test('counts failed documents among those left out, not among those still syncing', () => {
    const text = describeReconciliation({ report, ordered: null });
    expect(text).toContain('5 documents, 3 of them left out: pending, syncing, failed or about to be verified');
  });

  test('counts one document as one', () => {
    const text = describeReconciliation({ report: { ...report, remoteDocuments: 1, documents: 1 }, ordered: null });
    expect(text).toContain('1 document of this project; never touched: 1 other\n');
    expect(text).toContain('1 document, 3 of them left out');
  });

  test.each([
    [{ verifications: 1, removals: 2 }, 'Scheduled 1 document to repair and 2 remote documents to remove.'],
    [{ verifications: 2, removals: 1 }, 'Scheduled 2 documents to repair and 1 remote document to remove.'],
    [{ verifications: 0, removals: 0 }, 'Nothing to repair.'],
  ])('says how many repairs are scheduled: %o', (ordered, expected) => {
    expect(describeReconciliation({ report, ordered })).toContain(expected);
  });
});

import { table } from '../../report/markdown-table.ts';
import type { CampaignResult } from '../campaign.ts';
import { addCounts, type Counts, countNames } from '../schedule-result.ts';
import { type Violation, violationKinds } from '../violation.ts';

export interface TrialResult extends CampaignResult {
  trial: string;
}

/** Two tables: the violations of each trial, and the faults that took effect. */
export function describeCampaign(results: readonly TrialResult[]): string {
  const header = ['trial', 'schedules', 'documents or users', 'faults injected', ...violationKinds, 'leaks in logs'];
  const rows = results.map(({ trial, schedules, subjects, injected, broken, leaks }) => {
    const kinds = countNames(broken.flatMap(({ violations }) => violations.map(({ kind }: Violation) => kind)));
    const found = violationKinds.map((kind) => kinds[kind] ?? 0);
    return [trial, schedules, subjects, total(injected), ...found, leaks.length].map(String);
  });
  const injected = results.map((result) => withDescriptions(result.injected));
  const kinds = Object.entries(addCounts(...injected)).filter(([, count]) => count > 0);
  const faults = kinds
    .toSorted(([, one], [, other]) => other - one)
    .map(([kind]) => [kind, ...injected.map((counts) => String(counts[kind] ?? 0))]);
  return [table(header, rows), table(['fault', ...results.map(({ trial }) => trial)], faults)].join('\n\n');
}

/** Descriptions of the emulator's fault actions. */
const emulatorFaults: readonly (readonly [pattern: RegExp, description: string])[] = [
  [/^crashRunner/, 'functions process killed'],
  [/^duplicate/, 'event delivered twice'],
  [/^delay \d/, 'event delivered late'],
  [/^deadLetter/, 'event lost'],
  [/^transactionConflict/, 'commit conflict'],
  [/^returnError UNAVAILABLE/, 'commit or delivery unavailable'],
  [/^timeout/, 'delivery timed out'],
  [/^dropConnection/, 'delivery connection dropped'],
];

function withDescriptions(injected: Counts): Counts {
  const describe = (name: string) => emulatorFaults.find(([pattern]) => pattern.test(name))?.[1] ?? name;
  return addCounts(...Object.entries(injected).map(([name, count]) => ({ [describe(name)]: count })));
}

function total(counts: Counts): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

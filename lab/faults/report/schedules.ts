import { table } from '../../report/markdown-table.ts';
import type { CampaignResult } from '../campaign.ts';
import { addCounts, type Counts, countNames } from '../schedule-result.ts';
import { type Violation, violationKinds } from '../violation.ts';

/** What came of the schedules of one trial. */
export interface TrialResult extends CampaignResult {
  trial: string;
}

/** The tables of a campaign: what was tried and broken in each trial, and the faults that really met something. */
export function describeCampaign(results: readonly TrialResult[]): string {
  const header = ['trial', 'schedules', 'documents or users', 'faults met', ...violationKinds, 'leaks in logs'];
  const rows = results.map(({ trial, schedules, subjects, met, broken, leaks }) => {
    const kinds = countNames(broken.flatMap(({ violations }) => violations.map(({ kind }: Violation) => kind)));
    const found = violationKinds.map((kind) => kinds[kind] ?? 0);
    return [trial, schedules, subjects, total(met), ...found, leaks.length].map(String);
  });
  const met = results.map((result) => inWords(result.met));
  const kinds = Object.entries(addCounts(...met)).filter(([, count]) => count > 0);
  const faults = kinds
    .toSorted(([, one], [, other]) => other - one)
    .map(([kind]) => [kind, ...met.map((counts) => String(counts[kind] ?? 0))]);
  return [table(header, rows), table(['fault met', ...results.map(({ trial }) => trial)], faults)].join('\n\n');
}

/** The emulator's own words for its faults. */
const emulatorWords: readonly (readonly [pattern: RegExp, words: string])[] = [
  [/^crashRunner/, 'process of the functions killed'],
  [/^duplicate/, 'event delivered again'],
  [/^delay \d/, 'event delivered late'],
  [/^deadLetter/, 'event lost'],
  [/^transactionConflict/, 'commit refused: conflict'],
  [/^returnError UNAVAILABLE/, 'commit or delivery failed: unavailable'],
  [/^timeout/, 'delivery timed out'],
  [/^dropConnection/, 'connection of a delivery broken'],
];

function inWords(met: Counts): Counts {
  const words = (name: string) => emulatorWords.find(([pattern]) => pattern.test(name))?.[1] ?? name;
  return addCounts(...Object.entries(met).map(([name, count]) => ({ [words(name)]: count })));
}

function total(counts: Counts): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

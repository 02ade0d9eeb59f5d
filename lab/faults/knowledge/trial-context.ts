import type { Rig } from '../rig.ts';
import { until } from '../until.ts';
import { upstreamFaults } from './upstream-faults.ts';
import { recordWrites, type WriteHistory } from './write-history.ts';

/** The state of one scenario: its own documents, on a rig that nothing else uses meanwhile. */
export interface TrialContext {
  rig: Rig;
  prefix: string;
  writes: WriteHistory;
  /** Ids of documents whose lease was expired while their run may still have been active. */
  expired: Set<string>;
  /** Runs of each document at the end of the faults. */
  runsUnderFaults: Map<string, number>;
}

/** @param prefix starts the id of every document of the scenario. */
export function createTrialContext(rig: Rig, prefix: string): TrialContext {
  return { rig, prefix, writes: recordWrites(rig.db), expired: new Set(), runsUnderFaults: new Map() };
}

/** Applies the named faults to the next requests about a document, in order. */
export function addFaults(
  { elevenLabs }: Rig,
  id: string,
  names: readonly string[],
  method: 'POST' | 'PATCH' | 'GET' | 'DELETE',
): void {
  const actions = names.flatMap((name) => upstreamFaults[name]?.action ?? []);
  elevenLabs.faults.add({ match: { method, name: `${id}-` }, actions });
}

/** Releases held requests and waits until every delayed one is processed. */
export async function untilProcessed({ elevenLabs }: Rig, name: string): Promise<void> {
  await until(`every request about ${name} is processed`, () => {
    elevenLabs.release({ name });
    const requests = elevenLabs.requests.find({ name });
    return requests.every(({ fault, processed }) => processed || (fault?.kind !== 'delay' && fault?.kind !== 'hold'));
  });
}

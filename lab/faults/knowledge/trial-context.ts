import type { Rig } from '../rig.ts';
import { until } from '../until.ts';
import { recordWrites, type WriteHistory } from './write-history.ts';

/** The state of one scenario: its own documents, on a rig that nothing else uses meanwhile. */
export interface TrialContext {
  rig: Rig;
  prefix: string;
  writes: WriteHistory;
}

/** @param prefix starts the id of every document of the scenario. */
export function createTrialContext(rig: Rig, prefix: string): TrialContext {
  return { rig, prefix, writes: recordWrites(rig.db) };
}

/** Releases held requests and waits until every delayed one is processed. */
export async function untilProcessed({ elevenLabs }: Rig, name: string): Promise<void> {
  await until(`every request about ${name} is processed`, () => {
    elevenLabs.release({ name });
    const requests = elevenLabs.requests.find({ name });
    return requests.every(({ fault, processed }) => processed || (fault?.kind !== 'delay' && fault?.kind !== 'hold'));
  });
}

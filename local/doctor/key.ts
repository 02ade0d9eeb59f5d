import { failureMessage } from '../../functions/src/knowledge/messages.ts';
import type { ElevenLabs } from '../../functions/src/upstream/elevenlabs.ts';
import { failureOf } from '../../functions/src/upstream/errors.ts';
import { type Finding, ok, problem } from './finding.ts';

/** Nothing has this name, so the answer is short. */
const absentName = 'reelsync-doctor-finds-nothing';

const timeLimitMs = 30_000;

/** Whether ElevenLabs accepts the key, by one request that changes nothing. */
export async function checkKey(elevenLabs: Pick<ElevenLabs, 'listByPrefix'>): Promise<Finding> {
  try {
    await elevenLabs.listByPrefix(absentName, { retries: 0, signal: AbortSignal.timeout(timeLimitMs) });
    return ok('key', 'ElevenLabs accepts it');
  } catch (error) {
    return problem('key', failureMessage(failureOf(error)));
  }
}

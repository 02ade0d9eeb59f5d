import { readCollection, readTextFields } from '../../functions/src/config/collection.ts';
import { readElevenLabsConfig } from '../../functions/src/config/elevenlabs.ts';
import { ConfigError } from '../../functions/src/config/param.ts';
import { readTheSessionConfig } from '../../functions/src/config/thesession.ts';
import { type Finding, ok, problem } from './finding.ts';

/** Whether the functions can use every param, as the environment has them. */
export function checkParams(): Finding[] {
  const readers = [readElevenLabsConfig, readTheSessionConfig, readCollection, readTextFields];
  const problems = readers.flatMap((read) => {
    try {
      read();
      return [];
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      return [problem('params', error.message)];
    }
  });
  return problems.length > 0 ? problems : [ok('params', 'all values are valid')];
}

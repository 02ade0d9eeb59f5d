import { CallableError } from '../../functions/src/callable-error.ts';
import { ConfigError } from '../../functions/src/config/param.ts';
import { knowledgeContext } from '../../functions/src/context/knowledge.ts';
import type { KnowledgeContext } from '../../functions/src/knowledge/context.ts';
import { type Project, withPlainErrors } from '../emulator/project.ts';
import { UsageError } from '../terminal.ts';

/**
 * Runs the functions' code on a project, without their log entries: the command prints the answer instead.
 *
 * @throws UsageError for a refusal or an unusable param.
 */
export async function withKnowledge<Answer>(
  project: Project,
  work: (context: KnowledgeContext) => Promise<Answer>,
): Promise<Answer> {
  try {
    const context = { ...(await knowledgeContext()), log: () => {} };
    return await withPlainErrors(project, () => work(context));
  } catch (error) {
    if (!(error instanceof CallableError || error instanceof ConfigError)) throw error;
    throw new UsageError(error.message);
  }
}

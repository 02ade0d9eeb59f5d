import { parseArgs } from 'node:util';
import { CallableError } from '../../functions/src/callable-error.ts';
import { ConfigError } from '../../functions/src/config/param.ts';
import { knowledgeContext } from '../../functions/src/context/knowledge.ts';
import { type AgentAnswer, askAgent, askAgentInput } from '../../functions/src/knowledge/agents/ask-agent.ts';
import { openProject, withPlainErrors } from '../emulator/project.ts';
import { exitOnInterrupt, runCommand, UsageError } from '../terminal.ts';
import { setProjectParams } from './project-params.ts';

const usage = `Ask a question of at most 500 characters:
  npm run ask -- "When do you open?"
  npm run ask -- "When do you open?" --agent agent_123         another agent than ELEVENLABS_AGENT_ID
  npm run ask -- "When do you open?" --project my-project`;

await runCommand(async () => {
  exitOnInterrupt();
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { agent: { type: 'string' }, project: { type: 'string' } },
  });
  const [query, ...rest] = positionals;
  const { agent } = values;
  const input = askAgentInput.safeParse({ query, ...(agent === undefined ? {} : { agentId: agent }) });
  if (!input.success || rest.length > 0) throw new UsageError(usage);
  const project = await openProject(values.project);
  await setProjectParams(project, `npm run ask -- ${JSON.stringify(query)}`);
  try {
    // The answer replaces the functions' log entries.
    const context = { ...(await knowledgeContext()), log: () => {} };
    console.log(describe(await withPlainErrors(project, () => askAgent(context, input.data, 'command line'))));
  } catch (error) {
    if (!(error instanceof CallableError || error instanceof ConfigError)) throw error;
    throw new UsageError(error.message);
  }
  return 0;
});

function describe({ chunks }: AgentAnswer): string {
  if (chunks.length === 0) return 'The agent finds nothing about this in its documents.';
  return chunks
    .map(({ documentId, title, text, distance }, place) => {
      const source = documentId ?? 'not a document of this project';
      const closeness = distance === null ? '' : `, distance ${distance.toFixed(2)}`;
      return `${place + 1}. ${title} (${source}${closeness})\n${text.replace(/^/gm, '   ')}`;
    })
    .join('\n\n');
}

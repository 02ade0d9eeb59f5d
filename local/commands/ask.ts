import { parseArgs } from 'node:util';
import { type AgentAnswer, askAgent, askAgentInput } from '../../functions/src/knowledge/agents/ask-agent.ts';
import { openProject } from '../emulator/project.ts';
import { exitOnInterrupt, runCommand, UsageError } from '../terminal.ts';
import { setParamsAndKey } from './project-params.ts';
import { withKnowledge } from './with-knowledge.ts';

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
  await setParamsAndKey(project, 'ask');
  console.log(describe(await withKnowledge(project, (context) => askAgent(context, input.data, 'command line'))));
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

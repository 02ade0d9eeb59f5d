import { parseArgs } from 'node:util';
import { type FoundAgents, findAgents, findAgentsInput } from '../../functions/src/knowledge/agents/find-agents.ts';
import { openProject } from '../emulator/project.ts';
import { exitOnInterrupt, runCommand, UsageError } from '../terminal.ts';
import { setParamsAndKey } from './project-params.ts';
import { withKnowledge } from './with-knowledge.ts';

const usage = `Name a knowledge document by its id:
  npm run agents -- --document opening-hours
  npm run agents -- --document opening-hours --project my-project`;

await runCommand(async () => {
  exitOnInterrupt();
  const { values } = parseArgs({ options: { document: { type: 'string' }, project: { type: 'string' } } });
  const input = findAgentsInput.safeParse({ documentId: values.document });
  if (!input.success) throw new UsageError(usage);
  const { documentId } = input.data;
  const project = await openProject(values.project);
  await setParamsAndKey(project, 'agents');
  console.log(describe(documentId, await withKnowledge(project, (context) => findAgents(context, documentId))));
  return 0;
});

function describe(documentId: string, { agents, more }: FoundAgents): string {
  if (agents.length === 0) return `No agent uses ${documentId}.`;
  const lines = agents.map(({ id, name }) => `  ${id}  ${name ?? '(the API key may not see this agent)'}`);
  return [`These agents use ${documentId}:`, ...lines, ...(more ? ['  and others'] : [])].join('\n');
}

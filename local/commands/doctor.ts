import { parseArgs } from 'node:util';
import { ConfigError } from '../../functions/src/config/param.ts';
import { knowledgeContext } from '../../functions/src/context/knowledge.ts';
import { checkDeployment } from '../doctor/deployment.ts';
import type { Finding } from '../doctor/finding.ts';
import { checkSweep } from '../doctor/firestore.ts';
import { checkKey } from '../doctor/key.ts';
import { checkParams } from '../doctor/params.ts';
import { openProject, type Project, withPlainErrors } from '../emulator/project.ts';
import { exitOnInterrupt, runCommand } from '../terminal.ts';
import { readRegion } from './placement.ts';
import { setParamsAndKey } from './project-params.ts';

const marks = { ok: '✓', problem: '✗', unknown: '?' };

await runCommand(async () => {
  exitOnInterrupt();
  const { values } = parseArgs({ options: { project: { type: 'string' }, kit: { type: 'string' } } });
  const project = await openProject(values.project);
  const prefix = values.kit === undefined ? '' : `kit-${values.kit}-`;
  await setParamsAndKey(project, 'doctor', `${prefix}ELEVENLABS_API_KEY`);
  console.log(`Checking ${project.id} …\n`);
  const findings = await withPlainErrors(project, () => examine(project, prefix));
  for (const { check, state, says } of findings) console.log(`  ${marks[state]} ${check.padEnd(8)} ${says}`);
  const problems = findings.filter(({ state }) => state === 'problem').length;
  console.log(
    problems === 0 ? '\nNo problem was found.' : `\n${problems === 1 ? 'One problem' : `${problems} problems`} to fix.`,
  );
  return problems === 0 ? 0 : 1;
});

async function examine(project: Project, prefix: string): Promise<Finding[]> {
  const params = checkParams();
  const deployment = await examineDeployment(project, prefix);
  try {
    const context = await knowledgeContext();
    return [...params, await checkKey(context.elevenLabs), ...(await checkSweep(context, Date.now())), ...deployment];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return [...params, ...deployment];
  }
}

/** What Google's APIs say about the functions; the emulator has no such APIs. */
async function examineDeployment({ app, id, local }: Project, prefix: string): Promise<Finding[]> {
  const token = local ? undefined : await app.options.credential?.getAccessToken();
  if (token === undefined) return [];
  const access = { projectId: id, accessToken: token.access_token };
  return await checkDeployment(access, { region: readRegion(), prefix }, Date.now());
}

import { parseArgs } from 'node:util';
import { ConfigError } from '../../functions/src/config/param.ts';
import { knowledgeContext } from '../../functions/src/context/knowledge.ts';
import type { Finding } from '../doctor/finding.ts';
import { checkSweep } from '../doctor/firestore.ts';
import { checkKey } from '../doctor/key.ts';
import { checkParams } from '../doctor/params.ts';
import { checkRoles } from '../doctor/roles.ts';
import { openProject, type Project, withPlainErrors } from '../emulator/project.ts';
import { exitOnInterrupt, runCommand } from '../terminal.ts';
import { setProjectParams } from './project-params.ts';

const marks = { ok: '✓', problem: '✗', unknown: '?' };

await runCommand(async () => {
  exitOnInterrupt();
  const { values } = parseArgs({ options: { project: { type: 'string' } } });
  const project = await openProject(values.project);
  await setProjectParams(project, 'npm run doctor');
  console.log(`Checking ${project.id} …\n`);
  const findings = await withPlainErrors(project, () => examine(project));
  for (const { check, state, says } of findings) console.log(`  ${marks[state]} ${check.padEnd(8)} ${says}`);
  const problems = findings.filter(({ state }) => state === 'problem').length;
  console.log(
    problems === 0 ? '\nNo problem was found.' : `\n${problems === 1 ? 'One problem' : `${problems} problems`} to fix.`,
  );
  return problems === 0 ? 0 : 1;
});

async function examine(project: Project): Promise<Finding[]> {
  const params = checkParams();
  const roles = await rolesOf(project);
  try {
    const { db, elevenLabs } = await knowledgeContext();
    return [...params, await checkKey(elevenLabs), ...(await checkSweep(db, Date.now())), ...roles];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return [...params, ...roles];
  }
}

/** The emulator has no roles. */
async function rolesOf({ app, id, local }: Project): Promise<Finding[]> {
  const token = local ? undefined : await app.options.credential?.getAccessToken();
  return token === undefined ? [] : [await checkRoles({ projectId: id, accessToken: token.access_token })];
}

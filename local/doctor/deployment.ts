import { checkDeployed, type FunctionNames } from './deployed.ts';
import type { Finding } from './finding.ts';
import type { Access } from './google-api.ts';
import { checkRoles } from './roles.ts';
import { checkSchedule } from './schedule.ts';
import { checkSecret } from './secret.ts';

/** What Google's APIs say about the deployed functions. Throws UsageError when one does not answer. */
export async function checkDeployment(access: Access, names: FunctionNames, now: number): Promise<Finding[]> {
  const { finding, deployed } = await checkDeployed(access, names);
  return [
    finding,
    await checkSchedule(access, names, now),
    await checkSecret(access, names, deployed),
    ...(deployed === null ? [] : [await checkRoles(access, deployed.serviceAccount)]),
  ];
}

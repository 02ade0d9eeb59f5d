import { z } from 'zod';
import { type Finding, ok, problem } from './finding.ts';
import { type Access, callApi, unreadable } from './google-api.ts';

/** Where the functions of a project are, and what they are called. */
export interface FunctionNames {
  region: string;
  /** Empty, or `kit-<instance>-` for a function kit. */
  prefix: string;
}

const functionSchema = z.object({
  state: z.string(),
  serviceConfig: z.object({
    serviceAccountEmail: z.string(),
    secretEnvironmentVariables: z
      .array(z.object({ secret: z.string(), version: z.string().default('latest') }))
      .default([]),
  }),
});

/** What all functions of a deployment share, read from the sweep. */
export interface Deployed {
  serviceAccount: string;
  /** The version of the key's secret that the functions read. */
  keyVersion: string | null;
}

const api = 'cloudfunctions.googleapis.com';

/** Whether the functions are deployed in the region of the params, and with which account and key version. */
export async function checkDeployed(
  access: Access,
  { region, prefix }: FunctionNames,
): Promise<{ finding: Finding; deployed: Deployed | null }> {
  const name = `${prefix}sweepKnowledge`;
  const response = await callApi(access, api, `v2/projects/${access.projectId}/locations/${region}/functions/${name}`);
  const without = (finding: Finding) => ({ finding, deployed: null });
  if (response.status === 404) {
    const advice = `${name} is not deployed in ${region}. Deploy the functions, or set FUNCTIONS_REGION to the region that they are in; for a function kit add --kit INSTANCE.`;
    return without(problem('deployed', advice));
  }
  if (!response.ok) return without(unreadable('deployed', response.status, api, 'roles/cloudfunctions.viewer'));
  const { state, serviceConfig } = functionSchema.parse(await response.json());
  const key = serviceConfig.secretEnvironmentVariables.find(({ secret }) => secret.endsWith('ELEVENLABS_API_KEY'));
  return {
    finding:
      state === 'ACTIVE'
        ? ok('deployed', `${name} runs in ${region}`)
        : problem('deployed', `the deployment of ${name} did not finish (${state}). Deploy again.`),
    deployed: { serviceAccount: serviceConfig.serviceAccountEmail, keyVersion: key?.version ?? null },
  };
}

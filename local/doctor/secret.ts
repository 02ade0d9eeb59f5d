import { z } from 'zod';
import type { Deployed, FunctionNames } from './deployed.ts';
import { type Finding, ok, problem } from './finding.ts';
import { type Access, callApi, unreadable } from './google-api.ts';

const versionsSchema = z.object({
  /** Newest first. */
  versions: z.array(z.object({ name: z.string(), state: z.string() })).default([]),
});

const api = 'secretmanager.googleapis.com';

/** Whether Secret Manager has a key that a deployment can use, and the functions use it. Reads no key. */
export async function checkSecret(
  access: Access,
  { prefix }: FunctionNames,
  deployed: Pick<Deployed, 'keyVersion'> | null,
): Promise<Finding> {
  const name = `${prefix}ELEVENLABS_API_KEY`;
  const response = await callApi(access, api, `v1/projects/${access.projectId}/secrets/${name}/versions`);
  const store = `Store the key: npm run firebase -- functions:secrets:set ${name}. Then deploy the functions.`;
  if (response.status === 404) return problem('secret', `${name} does not exist. ${store}`);
  if (!response.ok) return unreadable('secret', response.status, api, 'roles/secretmanager.viewer');
  const { versions } = versionsSchema.parse(await response.json());
  const [newest] = versions.map(({ name, state }) => ({ number: name.slice(name.lastIndexOf('/') + 1), state }));
  if (newest?.state !== 'ENABLED') {
    const state = newest === undefined ? 'has no version' : `is ${newest.state} in its newest version`;
    return problem('secret', `${name} ${state}, so no deployment succeeds. ${store}`);
  }
  const used = deployed?.keyVersion ?? null;
  if (used !== null && used !== 'latest' && used !== newest.number) {
    const advice = `the functions use version ${used} of ${name}, and version ${newest.number} is newer. Deploy the functions to use it.`;
    return problem('secret', advice);
  }
  return ok('secret', `version ${newest.number} of ${name} is enabled`);
}

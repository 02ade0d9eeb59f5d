import { z } from 'zod';
import { requiredRoles } from '../../functions/src/roles.ts';
import { type Finding, ok, problem, unknown } from './finding.ts';
import { type Access, callApi, unreadable } from './google-api.ts';

const policySchema = z.object({
  bindings: z.array(z.object({ role: z.string(), members: z.array(z.string()).default([]) })).default([]),
});

const api = 'cloudresourcemanager.googleapis.com';

/**
 * Whether the functions' service account has the roles that they declare.
 *
 * @param serviceAccount its email address.
 */
export async function checkRoles(access: Access, serviceAccount: string): Promise<Finding> {
  const response = await callApi(access, api, `v1/projects/${access.projectId}:getIamPolicy`, {
    method: 'POST',
    body: '{}',
  });
  if (!response.ok) return unreadable('roles', response.status, api, 'roles/iam.securityReviewer');
  const { bindings } = policySchema.parse(await response.json());
  const member = `serviceAccount:${serviceAccount}`;
  const held = bindings.filter(({ members }) => members.includes(member)).map(({ role }) => role);
  const missing = requiredRoles.filter((role) => !held.includes(role)).join(', ');
  if (missing === '') return ok('roles', `${serviceAccount} has every role that it needs`);
  // The name that the Firebase CLI gives to service accounts for declared roles.
  if (serviceAccount.startsWith('firebase-fn-')) {
    const advice = `${serviceAccount} lacks ${missing}. Deploy the whole codebase again and answer y when the CLI lists the roles.`;
    return problem('roles', advice);
  }
  return unknown(
    'roles',
    `the functions run as ${serviceAccount}, which the Firebase CLI does not manage. Not granted to it by name: ${missing}. A wider role or one on the secret may cover them; docs/operations.md says what each is for.`,
  );
}

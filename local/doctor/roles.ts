import { z } from 'zod';
import { requiredRoles } from '../../functions/src/roles.ts';
import { type Finding, ok, problem, unknown } from './finding.ts';

const policySchema = z.object({
  bindings: z.array(z.object({ role: z.string(), members: z.array(z.string()).default([]) })).default([]),
});

/** The name that the Firebase CLI gives to service accounts for declared roles. */
const managed = /^serviceAccount:firebase-fn-/;

interface Access {
  projectId: string;
  accessToken: string;
  /** Base of the Resource Manager API. */
  baseUrl?: string;
}

/** Whether the service account that the Firebase CLI made for the functions has the roles that they declare. */
export async function checkRoles({
  projectId,
  accessToken,
  baseUrl = 'https://cloudresourcemanager.googleapis.com',
}: Access): Promise<Finding> {
  const response = await fetch(`${baseUrl}/v1/projects/${projectId}:getIamPolicy`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${accessToken}`,
      'content-type': 'application/json',
      'x-goog-user-project': projectId,
    },
    body: '{}',
  });
  if (!response.ok) {
    return unknown(
      'roles',
      `could not be read (${response.status}). Your account needs roles/iam.securityReviewer, and the project the API cloudresourcemanager.googleapis.com.`,
    );
  }
  const { bindings } = policySchema.parse(await response.json());
  const accounts = new Set(bindings.flatMap(({ members }) => members.filter((member) => managed.test(member))));
  if (accounts.size === 0) {
    return unknown(
      'roles',
      'no service account was made by the Firebase CLI. Functions that declare no roles run as the default compute service account; see that it has the roles in docs/operations.md.',
    );
  }
  const held = (account: string) => bindings.filter(({ members }) => members.includes(account)).map(({ role }) => role);
  const missing = [...accounts].map((account) => requiredRoles.filter((role) => !held(account).includes(role)));
  const fewest = missing.sort((a, b) => a.length - b.length)[0] ?? [];
  if (fewest.length === 0) return ok('roles', 'the functions have all of them');
  return problem(
    'roles',
    `missing: ${fewest.join(', ')}. Deploy the whole codebase again and answer y when the CLI lists the roles.`,
  );
}

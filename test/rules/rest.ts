import { inject } from 'vitest';
import { z } from 'zod';
import type { Client } from './clients.ts';

const optionsSchema = z.object({ projectId: z.string() });

/** Runs a query over REST, as a client without an SDK can, and returns the HTTP status. The uid is that of the client. */
export async function runQuery(
  client: Client,
  uid: string,
  { collection, ...query }: { collection: string; limit: number; offset?: number },
): Promise<number> {
  const { projectId } = optionsSchema.parse(client.app.options);
  const { host, port } = inject('firestore');
  const url = `http://${host}:${port}/v1/projects/${projectId}/databases/(default)/documents:runQuery`;
  const response = await fetch(url, {
    method: 'POST',
    headers: { authorization: `Bearer ${unsignedToken(projectId, uid)}`, 'content-type': 'application/json' },
    body: JSON.stringify({ structuredQuery: { from: [{ collectionId: collection }], ...query } }),
  });
  await response.text();
  return response.status;
}

/** An ID token without a signature, which emulators accept. */
function unsignedToken(projectId: string, uid: string): string {
  const iat = Math.floor(Date.now() / 1000);
  const payload = {
    iss: `https://securetoken.google.com/${projectId}`,
    aud: projectId,
    iat,
    exp: iat + 3600,
    auth_time: iat,
    sub: uid,
    user_id: uid,
    firebase: { sign_in_provider: 'custom', identities: {} },
  };
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
  return `${encode({ alg: 'none', type: 'JWT' })}.${encode(payload)}.`;
}

import { UsageError } from '../terminal.ts';
import { type Finding, unknown } from './finding.ts';

/** A project on Google's APIs, as the caller may see it. */
export interface Access {
  projectId: string;
  accessToken: string;
  /** Replaces the API's host, such as https://cloudscheduler.googleapis.com. */
  baseUrl?: string;
}

const timeLimitMs = 30_000;

/**
 * Sends a request to a Google API.
 *
 * @param path begins with the version.
 * @throws UsageError when nothing answers.
 */
export async function callApi(access: Access, api: string, path: string, init: RequestInit = {}): Promise<Response> {
  const request = fetch(`${access.baseUrl ?? `https://${api}`}/${path}`, {
    ...init,
    headers: {
      authorization: `Bearer ${access.accessToken}`,
      'content-type': 'application/json',
      'x-goog-user-project': access.projectId,
    },
    signal: AbortSignal.timeout(timeLimitMs),
  });
  return await request.catch((error: unknown) => {
    const { message } = error instanceof Error ? error : new Error(String(error));
    throw new UsageError(`${api} cannot be reached (${message}). Check the network and try again.`);
  });
}

/** The finding of a check whose request was refused. */
export function unreadable(check: string, status: number, api: string, role: string): Finding {
  return unknown(check, `could not be read (${status}). Your account needs ${role}, and ${api} must be enabled.`);
}

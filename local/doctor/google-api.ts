import { type Finding, unknown } from './finding.ts';

/** A project on Google's APIs, as the caller may see it. */
export interface Access {
  projectId: string;
  accessToken: string;
  /** Takes the place of the API's own host, such as https://cloudscheduler.googleapis.com. */
  baseUrl?: string;
}

/** Sends a request to a Google API; `path` begins with the version. */
export async function callApi(access: Access, api: string, path: string, init: RequestInit = {}): Promise<Response> {
  return await fetch(`${access.baseUrl ?? `https://${api}`}/${path}`, {
    ...init,
    headers: {
      authorization: `Bearer ${access.accessToken}`,
      'content-type': 'application/json',
      'x-goog-user-project': access.projectId,
    },
  });
}

/** The finding of a check whose request was refused. */
export function unreadable(check: string, status: number, api: string, role: string): Finding {
  return unknown(check, `could not be read (${status}). Your account needs ${role}, and the project the API ${api}.`);
}

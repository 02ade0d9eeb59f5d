import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Access } from '../../../local/doctor/google-api.ts';

/** A stub server of Google's APIs: answers by path, anything else with 404. */
export interface GoogleStub {
  access: Access;
  answers: Map<string, { status: number; body: unknown }>;
  /** What a real API reads of each request. */
  requests: {
    method: string | undefined;
    path: string;
    authorization: string | undefined;
    quotaProject: string | undefined;
  }[];
  stop(): void;
}

export async function startGoogleStub(): Promise<GoogleStub> {
  const answers: GoogleStub['answers'] = new Map();
  const requests: GoogleStub['requests'] = [];
  const server: Server = createServer(({ method, url = '', headers }, response) => {
    const quotaProject = headers['x-goog-user-project'];
    requests.push({ method, path: url, authorization: headers.authorization, quotaProject: quotaProject?.toString() });
    const { status, body } = answers.get(url) ?? { status: 404, body: {} };
    response.writeHead(status).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const access = { projectId: 'p', accessToken: 't', baseUrl: `http://127.0.0.1:${port}` };
  return { access, answers, requests, stop: () => server.close() };
}

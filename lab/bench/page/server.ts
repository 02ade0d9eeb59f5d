import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { hostingHeadersWithEmulators } from '../../../test/e2e/harness/hosting.ts';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** Serves a built page on a free port as Hosting does: compressed, and with the headers of `firebase.json`. */
export async function serveCompressed(folder: string): Promise<{ url: string; stop: () => void }> {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const path = pathname === '/' ? '/index.html' : pathname;
    const content = await readFile(join(folder, path)).catch(() => null);
    if (content === null) return response.writeHead(404).end();
    const type = { 'content-type': types[extname(path)] ?? 'application/octet-stream', 'content-encoding': 'gzip' };
    return response
      .writeHead(200, { ...Object.fromEntries(hostingHeadersWithEmulators(path)), ...type })
      .end(gzipSync(content));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { url: `http://127.0.0.1:${port}`, stop: () => server.close() };
}

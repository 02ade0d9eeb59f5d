import { readFileSync } from 'node:fs';
import type { Plugin } from 'vite';
import { z } from 'zod';
import { projectRoot } from '../../../local/paths.ts';

const hostingSchema = z.object({
  hosting: z.object({
    headers: z.array(
      z.object({ source: z.string(), headers: z.array(z.object({ key: z.string(), value: z.string() })) }),
    ),
  }),
});

/** The headers that Firebase Hosting sets for a path, from `firebase.json`. */
export function hostingHeaders(path: string): Map<string, string> {
  const { hosting } = hostingSchema.parse(JSON.parse(readFileSync(`${projectRoot}/firebase.json`, 'utf8')));
  const matching = hosting.headers.filter(({ source }) => matchesGlob(path, source));
  return new Map(matching.flatMap(({ headers }) => headers.map(({ key, value }): [string, string] => [key, value])));
}

/** The headers of Hosting for a page that calls the emulators instead of Google's addresses. */
export function hostingHeadersWithEmulators(path: string): Map<string, string> {
  return new Map([...hostingHeaders(path)].map(([key, value]) => [key, allowEmulators(value)]));
}

/** Makes Vite's preview server set those headers. */
export function serveHostingHeaders(): Plugin {
  return {
    name: 'hosting-headers',
    configurePreviewServer(server) {
      server.middlewares.use((request, response, next) => {
        const { pathname } = new URL(request.url ?? '/', 'http://localhost');
        for (const [key, value] of hostingHeadersWithEmulators(pathname)) response.setHeader(key, value);
        next();
      });
    },
  };
}

function allowEmulators(value: string): string {
  return value.replace("connect-src 'self'", "connect-src 'self' http://127.0.0.1:*");
}

/** `**` stands for anything, as in the globs that `firebase.json` uses. */
function matchesGlob(path: string, glob: string): boolean {
  const pattern = glob
    .split('**')
    .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('.*');
  return new RegExp(`^${pattern}$`).test(path);
}

import { createServer, type ViteDevServer } from 'vite';
import { projectRoot } from '../paths.ts';
import type { EmulatorPorts } from './ports.ts';
import type { Params } from './stage.ts';

/** A running page. */
export interface Page {
  url: string;
  stop(): Promise<void>;
}

/** The params of the functions that the page needs too. */
const sharedParams = [
  'ELEVENLABS_AGENT_ID',
  'ELEVENLABS_FOLDER_ID',
  'FIRESTORE_DATABASE',
  'FUNCTIONS_REGION',
  'KNOWLEDGE_COLLECTION',
];

/** The variables that connect the page to an emulator whose functions have these params. */
export function pageVariables(emulator: EmulatorPorts, params: Params): Record<string, string> {
  return {
    VITE_AUTH_PORT: String(emulator.auth),
    VITE_FIRESTORE_PORT: String(emulator.firestore),
    VITE_FUNCTIONS_PORT: String(emulator.functions),
    ...Object.fromEntries(sharedParams.map((name) => [`VITE_${name}`, params[name] ?? ''])),
  };
}

/**
 * Serves the page from source, connected to an emulator, and reloads it on edits.
 *
 * @param port of 127.0.0.1; 0 for any free one.
 * @param params those of the functions.
 */
export async function servePage(port: number, emulator: EmulatorPorts, params: Params): Promise<Page> {
  // Vite passes environment variables that start with VITE_ to the page.
  Object.assign(process.env, pageVariables(emulator, params));
  const server: ViteDevServer = await createServer({
    root: `${projectRoot}/web`,
    logLevel: 'warn',
    clearScreen: false,
    server: { port, strictPort: port !== 0, host: '127.0.0.1' },
  });
  await server.listen();
  const address = server.httpServer?.address();
  const actual = typeof address === 'object' && address !== null ? address.port : port;
  return { url: `http://localhost:${actual}`, stop: () => server.close() };
}

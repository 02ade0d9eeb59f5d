import { createServer, type ViteDevServer } from 'vite';
import { projectRoot } from '../paths.ts';
import type { EmulatorPorts } from './ports.ts';

/** A running page. */
export interface Page {
  url: string;
  stop(): Promise<void>;
}

/**
 * Serves the page from source, connected to an emulator, and reloads it on edits.
 *
 * @param port of 127.0.0.1; 0 for any free one.
 * @param agentId the agent that editors can try questions on; '' for none.
 */
export async function servePage(port: number, emulator: EmulatorPorts, agentId = ''): Promise<Page> {
  // Vite passes environment variables that start with VITE_ to the page.
  process.env.VITE_AUTH_PORT = String(emulator.auth);
  process.env.VITE_FIRESTORE_PORT = String(emulator.firestore);
  process.env.VITE_FUNCTIONS_PORT = String(emulator.functions);
  process.env.VITE_ELEVENLABS_AGENT_ID = agentId;
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

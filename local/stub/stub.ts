import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { errorCode } from '../../functions/src/shared/error-code.ts';
import { PortTakenError } from '../emulator/ports.ts';
import { answerControl, type Controlled } from './control.ts';
import { Exchange } from './exchange.ts';
import { FaultPlan } from './faults.ts';
import { BodyTooLargeError, jsonAnswer, readRequest, send } from './http-message.ts';
import { RequestLog } from './request-log.ts';
import type { RequestMatch } from './request-match.ts';
import type { RequestRecord } from './request-record.ts';
import type { ExchangeSettings, Upstream } from './upstream.ts';

/** A running stub of an upstream service. Other processes control it through its `/control/…` endpoints. */
export interface Stub {
  /** Base URL, without a trailing slash. */
  url: string;
  port: number;
  requests: RequestLog;
  faults: FaultPlan;
  /** Changes take effect at once. */
  settings: ExchangeSettings;
  /** The requests held by a `hold` fault, in order of arrival. */
  held(): readonly Readonly<RequestRecord>[];
  /** Processes the matching held requests and returns their number. */
  release(match?: RequestMatch): number;
  /** Restores the initial state. Held and delayed requests are dropped unprocessed. */
  reset(): void;
  /** Closes all connections. Resolves when the port is free. */
  stop(): Promise<void>;
}

export interface StubOptions extends Partial<ExchangeSettings> {
  /** A port of 127.0.0.1; 0, the default, picks a free one. */
  port?: number;
}

/** Starts a stub on 127.0.0.1. Throws PortTakenError when the port is in use. */
export async function startStub(upstream: Upstream, options: StubOptions): Promise<Stub> {
  const requests = new RequestLog();
  const faults = new FaultPlan();
  const initial: ExchangeSettings = { latencyMs: options.latencyMs ?? 0, maxInFlight: options.maxInFlight ?? null };
  const settings = { ...initial };
  const exchange = new Exchange(upstream, requests, faults, settings);
  const reset = () => {
    exchange.abandon();
    faults.clear();
    requests.reset();
    upstream.reset();
    Object.assign(settings, initial);
  };
  const controlled = { upstream, requests, faults, settings, exchange, reset };
  const server = createServer((message, response) => void serve(controlled, message, response));
  // A shorter timeout could close a connection just as a request is sent, which would look like a `drop` fault.
  server.keepAliveTimeout = 300_000;
  const port = await listen(server, options.port ?? 0);
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    requests,
    faults,
    settings,
    held: () => exchange.held(),
    release: (match) => exchange.release(match),
    reset,
    async stop() {
      exchange.abandon();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function serve(controlled: Controlled, message: IncomingMessage, response: ServerResponse): Promise<void> {
  const { upstream, exchange } = controlled;
  try {
    const request = await readRequest(message);
    if (request.path.startsWith('/control/')) return send(response, answerControl(controlled, request));
    const page = upstream.page(request);
    if (page !== null) return send(response, page);
    await exchange.answer(request, response);
  } catch (error) {
    if (error instanceof BodyTooLargeError) return send(response, jsonAnswer(413, { detail: error.message }));
    // The request was abandoned or the client disconnected: no one is left to answer.
    if (message.socket.destroyed || isAbort(error)) return void response.destroy();
    console.error(`The stub failed at ${message.method} ${message.url}:`, error);
    if (response.headersSent) return void response.destroy();
    send(response, jsonAnswer(500, { detail: 'The stub failed. See its terminal for the error.' }));
  }
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

async function listen(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(errorCode(error) === 'EADDRINUSE' ? new PortTakenError(port) : error));
    server.listen({ port, host: '127.0.0.1' }, resolve);
  });
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : port;
}

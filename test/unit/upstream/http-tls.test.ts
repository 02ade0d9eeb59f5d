import { Agent, createServer, type Server } from 'node:https';
import { connect, createServer as createRelay, type Server as Relay, type Socket } from 'node:net';
import { getAdapter } from 'axios';
import { afterEach, describe, expect, test } from 'vitest';
import { failureOf, httpClient } from './http-client.ts';
import { type Identity, selfSigned } from './self-signed.ts';

const post = { method: 'POST', path: '/thing', body: { text: 'x'.repeat(50_000) }, retries: 0 } as const;

const open: (Server | Relay)[] = [];
const sockets = new Set<Socket>();
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  sockets.clear();
  await Promise.all(open.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
});

async function listen(server: Server | Relay): Promise<number> {
  open.push(server);
  server.on('connection', (socket: Socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen({ port: 0, host: '127.0.0.1' }, resolve));
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/**
 * A TLS service behind a relay that sees only encrypted bytes and breaks the connection once the service has the
 * whole request. `received` counts the bytes of the bodies that the service decrypted.
 */
async function breakingPeer(identity: Identity, breakOff: (client: Socket) => void) {
  const received: number[] = [];
  const clients: Socket[] = [];
  const service = createServer(identity, async (request) => {
    let bytes = 0;
    for await (const chunk of request) bytes += Buffer.byteLength(chunk);
    received.push(bytes);
    for (const client of clients) breakOff(client);
  });
  const servicePort = await listen(service);
  const relay = createRelay((client) => {
    clients.push(client);
    const behind = connect(servicePort, '127.0.0.1');
    client.pipe(behind).pipe(client);
    for (const socket of [client, behind]) socket.on('error', () => {});
  });
  return { url: `https://127.0.0.1:${await listen(relay)}`, received };
}

/** A client that trusts this certificate, over the real transport. */
function trusting({ cert }: Identity, url: string) {
  const transport = getAdapter('http');
  const httpsAgent = new Agent({ ca: cert });
  return httpClient(url, { adapter: (config) => transport({ ...config, httpsAgent }) });
}

describe('a connection that breaks after the service took the whole request', () => {
  const breaks: readonly (readonly [string, RegExp, (client: Socket) => void])[] = [
    ['with an end', /^ECONNRESET$/, (client) => client.end()],
    ['with a reset', /^ECONNRESET$/, (client) => client.resetAndDestroy()],
    ['with bytes that are no TLS', /^(ERR_SSL_|EPROTO)/, (client) => client.write('HTTP/1.1 502 Bad Gateway\r\n\r\n')],
    [
      'with a record that cannot be decrypted',
      /^(ERR_SSL_|EPROTO)/,
      (client) => client.write(Buffer.concat([Buffer.from([0x17, 0x03, 0x03, 0x00, 0x40]), Buffer.alloc(64, 7)])),
    ],
    [
      'with a record of an unknown type',
      /^(ERR_SSL_|EPROTO)/,
      (client) => client.write(Buffer.concat([Buffer.from([0x63, 0x03, 0x03, 0x00, 0x40]), Buffer.alloc(64, 7)])),
    ],
  ];

  test.each(breaks)('%s leaves it open whether the request was processed', async (_, code, breakOff) => {
    const identity = selfSigned();
    const { url, received } = await breakingPeer(identity, breakOff);
    const failure = await failureOf(trusting(identity, url), post);
    expect(received).toEqual([JSON.stringify(post.body).length]);
    expect(failure).toMatchObject({ type: 'network', retryable: true, ambiguous: true, status: null });
    expect(failure.code).toMatch(code);
  });
});

describe('a certificate that is refused', () => {
  const refused: readonly (readonly [string, Identity, boolean])[] = [
    ['DEPTH_ZERO_SELF_SIGNED_CERT', selfSigned(), false],
    ['CERT_HAS_EXPIRED', selfSigned({ expired: true }), true],
    ['ERR_TLS_CERT_ALTNAME_INVALID', selfSigned({ ip: '127.0.0.2' }), true],
  ];

  test.each(refused)('as %s means that nothing was sent', async (code, identity, trusted) => {
    const { url, received } = await breakingPeer(identity, () => {});
    const failure = await failureOf(trusted ? trusting(identity, url) : httpClient(url), post);
    expect(failure).toMatchObject({ type: 'network', retryable: true, ambiguous: false, code });
    expect(received).toEqual([]);
  });
});

describe('a connection that was never made', () => {
  test('to a closed port means that nothing was sent, whatever address was tried', async () => {
    const port = await listen(createRelay());
    const [server] = open.splice(0);
    await new Promise((resolve) => server?.close(resolve));
    for (const host of ['127.0.0.1', 'localhost']) {
      const failure = await failureOf(httpClient(`http://${host}:${port}`), post);
      expect(failure).toMatchObject({ type: 'network', ambiguous: false, code: 'ECONNREFUSED' });
    }
  });
});

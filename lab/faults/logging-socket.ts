import { randomBytes } from 'node:crypto';
import { request } from 'node:http';
import type { Duplex } from 'node:stream';

/** A connection to the emulator's logging socket. */
export interface LoggingSocket {
  /** The entries so far, as JSON text. */
  entries: readonly string[];
  close(): void;
}

/**
 * Reads log entries with all fields from the emulator's logging port (a WebSocket, RFC 6455); its
 * standard output has the messages only. Throws the socket's error.
 */
export async function openLoggingSocket(port: number): Promise<LoggingSocket> {
  const headers = {
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-version': '13',
    'sec-websocket-key': randomBytes(16).toString('base64'),
  };
  const entries: string[] = [];
  const socket = await new Promise<Duplex>((resolve, reject) => {
    const upgrade = request({ host: '127.0.0.1', port, path: '/', headers });
    upgrade.once('error', reject);
    upgrade.once('response', ({ statusCode }) => reject(new Error(`The logging port answered ${statusCode}.`)));
    upgrade.once('upgrade', (_response, upgraded: Duplex, head: Buffer) => {
      upgraded.unshift(head);
      resolve(upgraded);
    });
    upgrade.end();
  });
  let rest = Buffer.alloc(0);
  let message: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => {
    rest = Buffer.concat([rest, chunk]);
    for (let frame = readFrame(rest); frame !== null; frame = readFrame(rest)) {
      rest = rest.subarray(frame.length);
      // Control frames may come between the fragments of a message.
      if (frame.opcode > 2) continue;
      message.push(frame.payload);
      if (!frame.last) continue;
      entries.push(Buffer.concat(message).toString('utf8'));
      message = [];
    }
  });
  // The connection breaks when the emulator stops.
  socket.on('error', () => {});
  return { entries, close: () => socket.destroy() };
}

/** A server frame, which is never masked (RFC 6455, section 5.2). */
interface Frame {
  opcode: number;
  last: boolean;
  payload: Buffer;
  /** Bytes of the whole frame. */
  length: number;
}

/** The first frame in `bytes`, or null when it is incomplete. */
function readFrame(bytes: Buffer): Frame | null {
  if (bytes.length < 2) return null;
  const first = bytes.readUInt8(0);
  const short = bytes.readUInt8(1) & 0x7f;
  const start = short === 126 ? 4 : short === 127 ? 10 : 2;
  if (bytes.length < start) return null;
  const size = short === 126 ? bytes.readUInt16BE(2) : short === 127 ? Number(bytes.readBigUInt64BE(2)) : short;
  if (bytes.length < start + size) return null;
  return {
    opcode: first & 0x0f,
    last: (first & 0x80) !== 0,
    payload: Buffer.from(bytes.subarray(start, start + size)),
    length: start + size,
  };
}

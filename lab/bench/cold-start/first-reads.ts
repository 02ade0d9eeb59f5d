import { startEmulator } from '../../../local/emulator/emulator.ts';
import { pickFreePorts } from '../../../local/emulator/ports.ts';
import type { MeasureOptions } from '../part.ts';
import { type Load, probeFirstRead } from './fresh-process.ts';
import { startMetadataServer } from './metadata-server.ts';

/** The ways that the Admin SDK can reach Firestore; REST is its setting `preferRest`. */
export const transports = ['gRPC', 'REST'] as const;

/** What the first read of a fresh process took over each transport. */
export type FirstReads = Record<(typeof transports)[number], Load[]>;

/** Reads one document in fresh processes, over one transport after the other. */
export async function measureFirstReads({ quick, say }: MeasureOptions): Promise<FirstReads> {
  const ports = await pickFreePorts();
  const emulator = await startEmulator({ name: 'bench-first-read', ports, profile: 'strict', params: null });
  const metadata = await startMetadataServer();
  const hosts = { firestore: `127.0.0.1:${ports.firestore}`, metadata: metadata.host };
  const reads: FirstReads = { gRPC: [], REST: [] };
  try {
    for (let round = 0; round < (quick ? 2 : 11); round += 1) {
      for (const transport of transports) reads[transport].push(await probeFirstRead(transport, hosts));
    }
  } finally {
    await metadata.stop();
    await emulator.stop();
  }
  say('first reads measured');
  return reads;
}

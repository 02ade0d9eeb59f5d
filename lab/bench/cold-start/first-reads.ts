import { startEmulator } from '../../../local/emulator/emulator.ts';
import { pickFreePorts } from '../../../local/emulator/ports.ts';
import type { MeasureOptions } from '../part.ts';
import { type Load, probeFirstRead } from './fresh-process.ts';
import { startMetadataServer } from './metadata-server.ts';

/** How the Admin SDK can reach Firestore; REST is its setting `preferRest`. */
export const transports = ['gRPC', 'REST'] as const;

export type FirstReads = Record<(typeof transports)[number], Load[]>;

/** Measures the first read of fresh processes, alternating between the transports. */
export async function measureFirstReads({ quick, onProgress }: MeasureOptions): Promise<FirstReads> {
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
  onProgress('first reads measured');
  return reads;
}

import { Agent, get } from 'node:http';
import pLimit from 'p-limit';

/**
 * Reads all pages of a tunebook and throws them away: the first alone, then four at a time over kept
 * connections. Shows what the stub itself allows. Milliseconds.
 */
export async function readPagesAlone(baseUrl: string, memberId: number, tunes: number): Promise<number> {
  const started = performance.now();
  const agent = new Agent({ keepAlive: true, maxSockets: 4 });
  const read = (page: number) =>
    readAndDrop(`${baseUrl}/members/${memberId}/tunebook?format=json&perpage=50&page=${page}`, agent);
  await read(1);
  const limit = pLimit(4);
  const later = Array.from({ length: Math.ceil(tunes / 50) - 1 }, (_, place) => limit(() => read(place + 2)));
  await Promise.all(later);
  agent.destroy();
  return performance.now() - started;
}

async function readAndDrop(url: string, agent: Agent): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    get(url, { agent }, (response) => {
      response.resume().once('end', resolve).once('error', reject);
    }).once('error', reject);
  });
}

import { Agent, get } from 'node:http';
import pLimit from 'p-limit';

/** Milliseconds to read and discard all pages of a tunebook: page 1 alone, then four at a time. */
export async function readPagesAlone(baseUrl: string, memberId: number, tunes: number): Promise<number> {
  const started = performance.now();
  const agent = new Agent({ keepAlive: true, maxSockets: 4 });
  const read = (page: number) =>
    readAndDiscard(`${baseUrl}/members/${memberId}/tunebook?format=json&perpage=50&page=${page}`, agent);
  await read(1);
  const limit = pLimit(4);
  const later = Array.from({ length: Math.ceil(tunes / 50) - 1 }, (_, index) => limit(() => read(index + 2)));
  await Promise.all(later);
  agent.destroy();
  return performance.now() - started;
}

async function readAndDiscard(url: string, agent: Agent): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    get(url, { agent }, (response) => {
      response.resume().once('end', resolve).once('error', reject);
    }).once('error', reject);
  });
}

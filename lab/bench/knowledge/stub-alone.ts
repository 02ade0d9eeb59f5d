import pLimit from 'p-limit';
import type { Stack } from '../../../local/emulator/stack.ts';
import { openEngine } from '../engine.ts';

/** Creates documents at the stub with the functions' own client and nothing else, so many at a time. Milliseconds. */
export async function createRemotely(stack: Stack, documents: number, atOnce: number): Promise<number> {
  const engine = openEngine(stack);
  const { elevenLabs } = engine.knowledge;
  const limit = pLimit(atOnce);
  const started = performance.now();
  const create = (place: number) => limit(() => elevenLabs.create({ name: `alone-${place}`, text: 'A text.' }, {}));
  await Promise.all(Array.from({ length: documents }, (_, place) => create(place)));
  const taken = performance.now() - started;
  await engine.close();
  return taken;
}

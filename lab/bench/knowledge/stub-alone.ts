import pLimit from 'p-limit';
import type { Stack } from '../../../local/emulator/stack.ts';
import { openEngine } from '../engine.ts';

/** Milliseconds to create documents at the stub with the functions' HTTP client only. */
export async function createRemotely(stack: Stack, documents: number, concurrency: number): Promise<number> {
  const engine = openEngine(stack);
  const { elevenLabs } = engine.knowledge;
  const limit = pLimit(concurrency);
  const started = performance.now();
  const create = (index: number) => limit(() => elevenLabs.create({ name: `alone-${index}`, text: 'A text.' }, {}));
  await Promise.all(Array.from({ length: documents }, (_, index) => create(index)));
  const taken = performance.now() - started;
  await engine.close();
  return taken;
}

import { inject } from 'vitest';
import { z } from 'zod';

const stateSchema = z.object({ documents: z.array(z.object({ id: z.string(), name: z.string(), text: z.string() })) });

/** The remote documents of a knowledge document in the shared stack's stub, oldest first. */
export async function remoteDocuments({ id }: { id: string }): Promise<z.infer<typeof stateSchema>['documents']> {
  const response = await fetch(`${inject('stack').elevenLabsUrl}/control/state`);
  return stateSchema.parse(await response.json()).documents.filter(({ name }) => name.startsWith(`${id}-`));
}

import { z } from 'zod';
import { eventQueueOptions } from '../../../functions/src/knowledge/event-queue.ts';
import { claimForMs, passSize, pendingForMs } from '../../../functions/src/knowledge/sweep.ts';
import type { Engine } from './documents.ts';
import type { ServiceOptions } from './service.ts';
import type { Deployment } from './simulate.ts';

const endpoint = z.object({
  maxInstances: z.int(),
  concurrency: z.int(),
  timeoutSeconds: z.int(),
  availableMemoryMb: z.int(),
});

const manifestSchema = z.object({
  endpoints: z.object({
    onKnowledgeCreated: endpoint,
    onKnowledgeUpdated: endpoint,
    onKnowledgeDeleted: endpoint,
    sweepKnowledge: endpoint.extend({ scheduleTrigger: z.object({ schedule: z.literal('every 1 minutes') }) }),
  }),
  params: z.array(z.object({ name: z.string(), default: z.unknown().optional() })),
});

/** The options of a function, including its memory. */
type Declared = ServiceOptions & { memoryMiB: number };

/** The options of the functions that follow documents, as their manifest declares them. Throws ZodError. */
export function readDeployment(manifest: unknown): Record<keyof Deployment, Declared> {
  const { endpoints, params } = manifestSchema.parse(manifest);
  const slots = z.int().parse(params.find(({ name }) => name === 'ELEVENLABS_CONCURRENCY')?.default);
  const declared = (options: z.infer<typeof endpoint>): Declared => {
    const { maxInstances, concurrency, timeoutSeconds, availableMemoryMb: memoryMiB } = options;
    return { maxInstances, concurrency, timeoutSeconds, memoryMiB, slots };
  };
  return {
    created: declared(endpoints.onKnowledgeCreated),
    updated: declared(endpoints.onKnowledgeUpdated),
    deleted: declared(endpoints.onKnowledgeDeleted),
    sweep: declared(endpoints.sweepKnowledge),
  };
}

/** How the functions queue events and sweep, from their code. */
export const engine: Engine = {
  eventsAtOnce: eventQueueOptions.concurrency,
  longestWait: eventQueueOptions.longestWaitMs / 1000,
  passSize,
  passEvery: 60,
  pendingFor: pendingForMs / 1000,
  claimFor: claimForMs / 1000,
};

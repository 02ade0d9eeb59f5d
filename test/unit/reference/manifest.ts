import { declaredParams } from 'firebase-functions/params';
import { z } from 'zod';
import * as deployed from '../../../functions/src/index.ts';

const endpoints = Object.entries(deployed).map(([name, { __endpoint }]) => ({ name, endpoint: __endpoint }));

/** The names of all callables. */
export const callableNames = endpoints.filter(({ endpoint }) => endpoint.callableTrigger).map(({ name }) => name);

/** A row for each function: what starts it, its memory, time limit, instances, and requests in each instance. */
export function readFunctions(): string[][] {
  return endpoints.map(({ name, endpoint }) => {
    const { availableMemoryMb, timeoutSeconds, maxInstances, concurrency } = endpoint;
    const bounds = [`${availableMemoryMb} MiB`, `${timeoutSeconds} s`, `${maxInstances}`, `${concurrency}`];
    return [`\`${name}\``, startOf(endpoint), ...bounds];
  });
}

const spec = z.object({ type: z.string(), default: z.union([z.string(), z.number(), z.boolean()]).optional() });

/** A row for each param: its name, type and default. */
export function readParams(): string[][] {
  return declaredParams.map((param) => {
    // What a deployment is told about a param; the SDK's types leave the method out.
    const told: unknown = 'toSpec' in param && typeof param.toSpec === 'function' ? param.toSpec() : undefined;
    const { type, default: value } = spec.parse(told);
    const shown = value === undefined ? 'none' : value === '' ? 'empty' : `\`${value}\``;
    return [`\`${param.name}\``, type, shown];
  });
}

function startOf({ eventTrigger, scheduleTrigger }: (typeof endpoints)[number]['endpoint']): string {
  if (eventTrigger !== undefined) {
    const [path] = Object.values(eventTrigger.eventFilterPathPatterns ?? {});
    return `\`${path}\` ${eventTrigger.eventType.split('.').at(-1)}`;
  }
  if (scheduleTrigger === undefined) return 'call';
  const { schedule, timeZone } = scheduleTrigger;
  return `\`${schedule}\`${typeof timeZone === 'string' ? ` (${timeZone})` : ''}`;
}

import { declaredParams } from 'firebase-functions/params';
import { z } from 'zod';
import * as deployed from '../../../functions/src/index.ts';
import { defaultCollection } from '../../../functions/src/shared/paths.ts';

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

/** A path with the default of the param that it names. */
function told(path: unknown): string {
  const text =
    typeof path === 'object' && path !== null && 'toCEL' in path && typeof path.toCEL === 'function'
      ? path.toCEL()
      : path;
  return String(text).replace('{{ params.KNOWLEDGE_COLLECTION }}', defaultCollection);
}

function startOf({ eventTrigger, scheduleTrigger }: (typeof endpoints)[number]['endpoint']): string {
  if (eventTrigger !== undefined) {
    const [path] = Object.values(eventTrigger.eventFilterPathPatterns ?? {});
    return `\`${told(path)}\` ${eventTrigger.eventType.split('.').at(-1)}`;
  }
  if (scheduleTrigger === undefined) return 'call';
  const { schedule, timeZone } = scheduleTrigger;
  return `\`${schedule}\`${typeof timeZone === 'string' ? ` (${timeZone})` : ''}`;
}

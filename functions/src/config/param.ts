import type { z } from 'zod';

/** A param has an unusable value; the message names it. Thrown when a client is first needed. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** The value of a param. Outside a deployment, an unset param reads as '' or 0 and ignores its default. Throws ConfigError. */
export function readParam<Value>(
  param: { name: string; value(): string | number },
  schema: z.ZodType<Value>,
  fallback: string | number,
): Value {
  const parsed = schema.safeParse(process.env[param.name] ? param.value() : fallback);
  if (parsed.success) return parsed.data;
  throw new ConfigError(
    `The param ${param.name} cannot be used: ${parsed.error.issues[0]?.message ?? 'invalid value'}.`,
  );
}

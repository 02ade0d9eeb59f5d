import { projectID } from 'firebase-functions/params';
import { z } from 'zod';
import {
  defaults,
  elevenLabsAgentId,
  elevenLabsApiKey,
  elevenLabsBaseUrl,
  elevenLabsConcurrency,
  elevenLabsFolderId,
  elevenLabsRagModel,
  elevenLabsRetryDelay,
  theSessionBaseUrl,
  theSessionContact,
  theSessionRetryDelay,
  tunebookCooldown,
  upstreamTimeout,
} from './params.ts';

/** A param has an unusable value; the message names it. Thrown when a client is first needed. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** How the functions reach ElevenLabs; times are milliseconds. */
export interface ElevenLabsConfig {
  /** Empty when no key is configured. */
  apiKey: string;
  baseUrl: string;
  folderId: string | null;
  agentId: string | null;
  ragModel: string | null;
  retryDelayMs: number;
  concurrency: number;
  timeoutMs: number;
}

/** How the functions reach thesession.org; times are milliseconds. */
export interface TheSessionConfig {
  baseUrl: string;
  /** An email address or page of the operator. */
  contact: string;
  retryDelayMs: number;
  timeoutMs: number;
  /** Between two imports of one user. */
  cooldownMs: number;
}

const baseUrl = z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, ''));
const delay = z.number().int().min(1).max(10_000);
const cooldown = z.number().int().min(0).max(3600);
const timeout = z.number().int().min(100).max(60_000);

/** The params of the ElevenLabs client. Throws ConfigError. */
export function readElevenLabsConfig(): ElevenLabsConfig {
  return {
    // A line break at the end of a pasted key is an invalid header value.
    apiKey: elevenLabsApiKey.value().trim(),
    baseUrl: read(elevenLabsBaseUrl, baseUrl, defaults.elevenLabsBaseUrl),
    folderId: elevenLabsFolderId.value().trim() || null,
    agentId: elevenLabsAgentId.value().trim() || null,
    ragModel: elevenLabsRagModel.value().trim() || null,
    retryDelayMs: read(elevenLabsRetryDelay, delay, defaults.elevenLabsRetryDelayMs),
    concurrency: read(elevenLabsConcurrency, z.number().int().min(1).max(20), defaults.elevenLabsConcurrency),
    timeoutMs: read(upstreamTimeout, timeout, defaults.upstreamTimeoutMs),
  };
}

/** The params of the thesession.org client. Throws ConfigError. */
export function readTheSessionConfig(): TheSessionConfig {
  return {
    baseUrl: read(theSessionBaseUrl, baseUrl, defaults.theSessionBaseUrl),
    contact: theSessionContact.value().trim() || `https://${projectID.value()}.web.app`,
    retryDelayMs: read(theSessionRetryDelay, delay, defaults.theSessionRetryDelayMs),
    timeoutMs: read(upstreamTimeout, timeout, defaults.upstreamTimeoutMs),
    cooldownMs: read(tunebookCooldown, cooldown, defaults.tunebookCooldownSeconds) * 1000,
  };
}

/** The value of a param. Outside a deployment, an unset param reads as '' or 0 and ignores its default. */
function read<Value>(
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

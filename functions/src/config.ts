import { defineInt, defineSecret, defineString } from 'firebase-functions/params';
import { z } from 'zod';

/** A param has a value that cannot be used; the message names it. Thrown at the first use of the params. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** The secret with the ElevenLabs key; bind it to every function that talks to ElevenLabs, and to no other. */
export const elevenLabsApiKey = defineSecret('ELEVENLABS_API_KEY');

const elevenLabsBaseUrl = defineString('ELEVENLABS_BASE_URL', {
  default: 'https://api.elevenlabs.io',
  description: 'Base URL of the ElevenLabs API; the residency hosts differ.',
});
const elevenLabsFolderId = defineString('ELEVENLABS_FOLDER_ID', {
  default: '',
  description: 'Folder of the ElevenLabs knowledge base that new documents go into. Empty: the root.',
});
const elevenLabsRetryDelay = defineInt('ELEVENLABS_RETRY_DELAY_MS', {
  default: 1000,
  description: 'Wait after the first failed attempt of a run, in milliseconds; it doubles.',
});
const elevenLabsConcurrency = defineInt('ELEVENLABS_CONCURRENCY', {
  default: 3,
  description: 'Requests to ElevenLabs in flight in each instance, 1 to 20.',
});
const upstreamTimeout = defineInt('UPSTREAM_TIMEOUT_MS', {
  default: 20_000,
  description: 'Longest time for one request to another service, in milliseconds.',
});

/** How the functions reach ElevenLabs; times are milliseconds. */
export interface ElevenLabsConfig {
  /** Empty when no key is configured. */
  apiKey: string;
  baseUrl: string;
  folderId: string | null;
  retryDelayMs: number;
  concurrency: number;
  timeoutMs: number;
}

const baseUrl = z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, ''));
const delay = z.coerce.number().int().min(1).max(10_000);
const timeout = z.coerce.number().int().min(100).max(60_000);

/** The params of the ElevenLabs client. Throws ConfigError. */
export function readElevenLabsConfig(): ElevenLabsConfig {
  return {
    // A key pasted with a line break would make every request fail in a way that names no key.
    apiKey: elevenLabsApiKey.value().trim(),
    baseUrl: read('ELEVENLABS_BASE_URL', baseUrl, elevenLabsBaseUrl.value()),
    folderId: elevenLabsFolderId.value().trim() || null,
    retryDelayMs: read('ELEVENLABS_RETRY_DELAY_MS', delay, elevenLabsRetryDelay.value()),
    concurrency: read('ELEVENLABS_CONCURRENCY', z.number().int().min(1).max(20), elevenLabsConcurrency.value()),
    timeoutMs: read('UPSTREAM_TIMEOUT_MS', timeout, upstreamTimeout.value()),
  };
}

function read<Value>(param: string, schema: z.ZodType<Value>, value: unknown): Value {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new ConfigError(`The param ${param} cannot be used: ${parsed.error.issues[0]?.message ?? 'invalid value'}.`);
}

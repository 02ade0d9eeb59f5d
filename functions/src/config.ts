import { defineBoolean, defineInt, defineSecret, defineString, projectID } from 'firebase-functions/params';
import { z } from 'zod';

/** A param has a value that cannot be used; the message names it. Thrown at the first use of the params. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** The secret with the ElevenLabs key; bind it to every function that talks to ElevenLabs, and to no other. */
export const elevenLabsApiKey = defineSecret('ELEVENLABS_API_KEY');

/** Whether callables refuse requests without a valid App Check token; their options take it as it is. */
export const enforceAppCheck = defineBoolean('ENFORCE_APP_CHECK', {
  default: false,
  description: 'Whether callables refuse requests without an App Check token of a registered app.',
});

const defaults = {
  elevenLabsBaseUrl: 'https://api.elevenlabs.io',
  elevenLabsRetryDelayMs: 1000,
  elevenLabsConcurrency: 3,
  theSessionBaseUrl: 'https://thesession.org',
  theSessionRetryDelayMs: 2000,
  upstreamTimeoutMs: 20_000,
} as const;

const elevenLabsBaseUrl = defineString('ELEVENLABS_BASE_URL', {
  default: defaults.elevenLabsBaseUrl,
  description: 'Base URL of the ElevenLabs API; the residency hosts differ.',
});
const elevenLabsFolderId = defineString('ELEVENLABS_FOLDER_ID', {
  default: '',
  description: 'Folder of the ElevenLabs knowledge base that new documents go into. Empty: the root.',
});
const elevenLabsRetryDelay = defineInt('ELEVENLABS_RETRY_DELAY_MS', {
  default: defaults.elevenLabsRetryDelayMs,
  description: 'Wait after the first failed attempt of a run, in milliseconds; it doubles.',
});
const elevenLabsConcurrency = defineInt('ELEVENLABS_CONCURRENCY', {
  default: defaults.elevenLabsConcurrency,
  description: 'Requests to ElevenLabs in flight in each instance, 1 to 20.',
});
const theSessionBaseUrl = defineString('THESESSION_BASE_URL', {
  default: defaults.theSessionBaseUrl,
  description: 'Base URL of thesession.org.',
});
const theSessionRetryDelay = defineInt('THESESSION_RETRY_DELAY_MS', {
  default: defaults.theSessionRetryDelayMs,
  description: 'Wait after the first failed attempt of a request to thesession.org, in milliseconds; it doubles.',
});
const theSessionContact = defineString('THESESSION_CONTACT', {
  default: '',
  description:
    'Mail address or page where thesession.org reaches you; it stands in the User-Agent. Empty: the address of your page.',
});
const upstreamTimeout = defineInt('UPSTREAM_TIMEOUT_MS', {
  default: defaults.upstreamTimeoutMs,
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

/** How the functions reach thesession.org; times are milliseconds. */
export interface TheSessionConfig {
  baseUrl: string;
  /** A mail address or page of whoever runs this. */
  contact: string;
  retryDelayMs: number;
  timeoutMs: number;
}

const baseUrl = z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, ''));
const delay = z.number().int().min(1).max(10_000);
const timeout = z.number().int().min(100).max(60_000);

/** The params of the ElevenLabs client. Throws ConfigError. */
export function readElevenLabsConfig(): ElevenLabsConfig {
  return {
    // A key pasted with a line break would make every request fail in a way that names no key.
    apiKey: elevenLabsApiKey.value().trim(),
    baseUrl: read(elevenLabsBaseUrl, baseUrl, defaults.elevenLabsBaseUrl),
    folderId: elevenLabsFolderId.value().trim() || null,
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
  };
}

/** A param's value. One that is not set reads as '' or 0, whatever its default, outside a deployment. */
function read<Value>(
  param: { name: string; value(): string | number },
  schema: z.ZodType<Value>,
  fallback: string | number,
): Value {
  const parsed = schema.safeParse(param.value() || fallback);
  if (parsed.success) return parsed.data;
  throw new ConfigError(
    `The param ${param.name} cannot be used: ${parsed.error.issues[0]?.message ?? 'invalid value'}.`,
  );
}

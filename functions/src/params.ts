import { defineBoolean, defineInt, defineSecret, defineString } from 'firebase-functions/params';

/** The secret with the ElevenLabs key; bind it to every function that talks to ElevenLabs, and to no other. */
export const elevenLabsApiKey = defineSecret('ELEVENLABS_API_KEY');

/** Whether callables refuse requests without a valid App Check token; their options take it as it is. */
export const enforceAppCheck = defineBoolean('ENFORCE_APP_CHECK', {
  default: false,
  description: 'Whether callables refuse requests without an App Check token of a registered app.',
});

/** What params stand at that nobody has set. */
export const defaults = {
  elevenLabsBaseUrl: 'https://api.elevenlabs.io',
  elevenLabsRetryDelayMs: 1000,
  elevenLabsConcurrency: 3,
  theSessionBaseUrl: 'https://thesession.org',
  theSessionRetryDelayMs: 2000,
  upstreamTimeoutMs: 20_000,
} as const;

/** Base URL of the ElevenLabs API. */
export const elevenLabsBaseUrl = defineString('ELEVENLABS_BASE_URL', {
  default: defaults.elevenLabsBaseUrl,
  description: 'Base URL of the ElevenLabs API; the residency hosts differ.',
});

/** Folder that new documents go into. */
export const elevenLabsFolderId = defineString('ELEVENLABS_FOLDER_ID', {
  default: '',
  description: 'Folder of the ElevenLabs knowledge base that new documents go into. Empty: the root.',
});

/** First wait within a run, in milliseconds. */
export const elevenLabsRetryDelay = defineInt('ELEVENLABS_RETRY_DELAY_MS', {
  default: defaults.elevenLabsRetryDelayMs,
  description: 'Wait after the first failed attempt of a run, in milliseconds; it doubles.',
});

/** Requests to ElevenLabs in flight in each instance. */
export const elevenLabsConcurrency = defineInt('ELEVENLABS_CONCURRENCY', {
  default: defaults.elevenLabsConcurrency,
  description: 'Requests to ElevenLabs in flight in each instance, 1 to 20.',
});

/** Base URL of thesession.org. */
export const theSessionBaseUrl = defineString('THESESSION_BASE_URL', {
  default: defaults.theSessionBaseUrl,
  description: 'Base URL of thesession.org.',
});

/** First wait before a request to thesession.org is repeated, in milliseconds. */
export const theSessionRetryDelay = defineInt('THESESSION_RETRY_DELAY_MS', {
  default: defaults.theSessionRetryDelayMs,
  description: 'Wait after the first failed attempt of a request to thesession.org, in milliseconds; it doubles.',
});

/** Who runs this, for the User-Agent. */
export const theSessionContact = defineString('THESESSION_CONTACT', {
  default: '',
  description:
    'Mail address or page where thesession.org reaches you; it stands in the User-Agent. Empty: the address of your page.',
});

/** Longest time for one request, in milliseconds. */
export const upstreamTimeout = defineInt('UPSTREAM_TIMEOUT_MS', {
  default: defaults.upstreamTimeoutMs,
  description: 'Longest time for one request to another service, in milliseconds.',
});

import { defineBoolean, defineInt, defineSecret, defineString } from 'firebase-functions/params';

/** The ElevenLabs key. Bind it only to functions that call ElevenLabs. */
export const elevenLabsApiKey = defineSecret('ELEVENLABS_API_KEY');

export const enforceAppCheck = defineBoolean('ENFORCE_APP_CHECK', {
  default: false,
  description: 'Whether callables refuse requests without an App Check token of a registered app.',
});

export const deleteAccounts = defineBoolean('DELETE_ACCOUNT', {
  default: false,
  description:
    'Whether users who delete their data also lose their profile document and Auth account. False: only what Reelsync wrote.',
});

/** Default values. */
export const defaults = {
  elevenLabsBaseUrl: 'https://api.elevenlabs.io',
  elevenLabsRetryDelayMs: 1000,
  elevenLabsConcurrency: 3,
  theSessionBaseUrl: 'https://thesession.org',
  theSessionRetryDelayMs: 2000,
  tunebookCooldownSeconds: 10,
  upstreamTimeoutMs: 20_000,
} as const;

export const elevenLabsBaseUrl = defineString('ELEVENLABS_BASE_URL', {
  default: defaults.elevenLabsBaseUrl,
  description: 'Base URL of the ElevenLabs API; the residency hosts differ.',
});

export const elevenLabsFolderId = defineString('ELEVENLABS_FOLDER_ID', {
  default: '',
  description: 'Folder of the ElevenLabs knowledge base that new documents go into. Empty: the root.',
});

export const elevenLabsAgentId = defineString('ELEVENLABS_AGENT_ID', {
  default: '',
  description: 'ElevenLabs agent that editors can try questions on. Empty: none.',
});

export const elevenLabsRagModel = defineString('ELEVENLABS_RAG_MODEL', {
  default: '',
  description:
    'Embedding model that documents are indexed with, the one of your agents, such as e5_mistral_7b_instruct. Empty: Reelsync indexes nothing.',
});

export const elevenLabsRetryDelay = defineInt('ELEVENLABS_RETRY_DELAY_MS', {
  default: defaults.elevenLabsRetryDelayMs,
  description: 'Wait after the first failed attempt of a run, in milliseconds; it doubles.',
});

export const elevenLabsConcurrency = defineInt('ELEVENLABS_CONCURRENCY', {
  default: defaults.elevenLabsConcurrency,
  description: 'Requests to ElevenLabs in flight in each instance, 1 to 20.',
});

export const theSessionBaseUrl = defineString('THESESSION_BASE_URL', {
  default: defaults.theSessionBaseUrl,
  description: 'Base URL of thesession.org.',
});

export const theSessionRetryDelay = defineInt('THESESSION_RETRY_DELAY_MS', {
  default: defaults.theSessionRetryDelayMs,
  description: 'Wait after the first failed attempt of a request to thesession.org, in milliseconds; it doubles.',
});

export const theSessionContact = defineString('THESESSION_CONTACT', {
  default: '',
  description:
    'Email address or page where thesession.org can reach you, sent in the User-Agent. Empty: the URL of your page.',
});

export const tunebookCooldown = defineInt('TUNEBOOK_COOLDOWN_SECONDS', {
  default: defaults.tunebookCooldownSeconds,
  description: 'Seconds between the end of an import and the next one of the same user, 0 to 3600. 0: none.',
});

export const upstreamTimeout = defineInt('UPSTREAM_TIMEOUT_MS', {
  default: defaults.upstreamTimeoutMs,
  description: 'Longest time for one request to another service, in milliseconds.',
});

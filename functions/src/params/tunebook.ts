import { defineInt, defineString } from 'firebase-functions/params';

/** Default values. */
export const defaults = {
  baseUrl: 'https://thesession.org',
  retryDelayMs: 2000,
  cooldownSeconds: 10,
} as const;

export const theSessionBaseUrl = defineString('THESESSION_BASE_URL', {
  default: defaults.baseUrl,
  description: 'Base URL of thesession.org.',
});

export const theSessionRetryDelay = defineInt('THESESSION_RETRY_DELAY_MS', {
  default: defaults.retryDelayMs,
  description: 'Wait after the first failed attempt of a request to thesession.org, in milliseconds; it doubles.',
});

export const theSessionContact = defineString('THESESSION_CONTACT', {
  default: '',
  description:
    'Email address or page where thesession.org can reach you, sent in the User-Agent. Empty: the URL of your page.',
});

export const tunebookCooldown = defineInt('TUNEBOOK_COOLDOWN_SECONDS', {
  default: defaults.cooldownSeconds,
  description: 'Seconds between the end of an import and the next one of the same user, 0 to 3600. 0: none.',
});

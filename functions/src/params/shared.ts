import { defineBoolean, defineInt, defineString } from 'firebase-functions/params';
import { region } from '../shared/region.ts';

export const functionsRegion = defineString('FUNCTIONS_REGION', {
  default: region,
  description: 'Region of every function. Choose it before the first deployment; the page needs the same value.',
});

export const database = defineString('FIRESTORE_DATABASE', {
  default: '(default)',
  description: 'Id of the Firestore database that holds the documents.',
});

export const enforceAppCheck = defineBoolean('ENFORCE_APP_CHECK', {
  default: false,
  description: 'Whether callables refuse requests without an App Check token of a registered app.',
});

export const defaultTimeoutMs = 20_000;

export const upstreamTimeout = defineInt('UPSTREAM_TIMEOUT_MS', {
  default: defaultTimeoutMs,
  description: 'Longest time for one request to another service, in milliseconds.',
});

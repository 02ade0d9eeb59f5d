import { secrets } from './rig.ts';

/** Patterns that no log and no message may contain. */
const forbidden: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['the API key', new RegExp(secrets.apiKey)],
  ['the key’s header', /xi-api-key/i],
  ['an authorization header', /authorization["']?\s*[:=]|bearer\s+[\w.-]+/i],
  ['document content', new RegExp(secrets.contentWord)],
  ['an ID token', /eyJ[\w-]{10,}\.eyJ/],
];

/** The forbidden content of a text, with the line of each match. */
export function leaksIn(text: string): string[] {
  return text.split('\n').flatMap((line) => {
    return forbidden.filter(([, pattern]) => pattern.test(line)).map(([name]) => `${name}: ${line.slice(0, 300)}`);
  });
}

/** Like leaksIn, but also reports logs without structured fields, since they would prove nothing. */
export function leaksInLogs(logs: string): string[] {
  return /"(documentId|uid)"/.test(logs) ? leaksIn(logs) : ['the logs contain no structured entry'];
}

import { secrets } from './rig.ts';

/** What must stand in no log and no message, with the word for it. */
const forbidden: readonly (readonly [what: string, pattern: RegExp])[] = [
  ['the API key', new RegExp(secrets.apiKey)],
  ['the key’s header', /xi-api-key/i],
  ['an authorization header', /authorization["']?\s*[:=]|bearer\s+[\w.-]+/i],
  ['document content', new RegExp(secrets.contentWord)],
  ['an ID token', /eyJ[\w-]{10,}\.eyJ/],
];

/** Everything in a text that must not be in it: what it is, and the line. */
export function leaksIn(text: string): string[] {
  return text.split('\n').flatMap((line) => {
    return forbidden.filter(([, pattern]) => pattern.test(line)).map(([what]) => `${what}: ${line.slice(0, 300)}`);
  });
}

/** The same for logs. Logs without the fields of any entry prove nothing, which is told likewise. */
export function leaksInLogs(logs: string): string[] {
  return /"(documentId|uid)"/.test(logs) ? leaksIn(logs) : ['nothing: the logs hold no entry with its fields'];
}

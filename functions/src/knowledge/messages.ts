import type { Failure } from '../upstream/errors.ts';

/** The longest message, in characters. */
const messageCharacters = 500;

/** After its last run, a document shows no time. */
const again = 'Reelsync retries at the time shown; if no time is shown, press Retry.';

/**
 * The message for a failure: what happened and what to do, with the HTTP status and the error code. It
 * never quotes the service, whose answer may repeat the document.
 */
export function failureMessage(failure: Failure): string {
  return `${advice(failure)}${reference(failure)}`.slice(0, messageCharacters);
}

/** For an editor who would have to wait because ElevenLabs is throttling us. */
export function throttledMessage(seconds: number): string {
  return `ElevenLabs is receiving too many requests. Try again in ${seconds} ${seconds === 1 ? 'second' : 'seconds'}.`;
}

function advice({ type, code }: Failure): string {
  switch (type) {
    case 'auth':
      return code === 'missing_api_key'
        ? 'No ElevenLabs API key is configured. Ask your administrator to set ELEVENLABS_API_KEY and to deploy again, then press Retry.'
        : 'ElevenLabs rejected the API key. Ask your administrator for a valid ELEVENLABS_API_KEY with the scopes convai_read and convai_write, then press Retry.';
    case 'quota':
      return 'The ElevenLabs account has no space or credit left. Upgrade its plan or delete documents there, then press Retry.';
    case 'validation':
      return 'ElevenLabs rejected this document. Change its title or text and save it.';
    case 'rate_limit':
      return `ElevenLabs is receiving too many requests. ${again}`;
    case 'server_error':
      return `ElevenLabs is unavailable. ${again}`;
    case 'network':
      return `ElevenLabs is unreachable or did not answer in time. ${again}`;
    case 'not_found':
      return 'ElevenLabs has no such address or folder. Ask your administrator to check ELEVENLABS_BASE_URL and ELEVENLABS_FOLDER_ID, then press Retry.';
    case 'conflict':
      return 'ElevenLabs reported a conflicting change to this document. Press Retry; if it fails again, check the document in ElevenLabs.';
    case 'unknown':
      return code === 'unreadable_answer'
        ? 'ElevenLabs sent an unreadable answer. Ask your administrator to check ELEVENLABS_BASE_URL, then press Retry.'
        : 'ElevenLabs sent an unexpected answer. Press Retry; if it fails again, ask your administrator to check the function logs.';
  }
}

function reference({ status, code }: Failure): string {
  const parts = [status === null ? null : `HTTP ${status}`, code].filter((part) => part !== null);
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}

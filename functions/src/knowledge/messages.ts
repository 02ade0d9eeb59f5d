import type { Failure } from '../upstream/errors.ts';

/** No stored message is longer, in characters (the contract). */
const messageCharacters = 500;

/** True before the last run and after it, when no further try is planned. */
const again = 'It is tried again by itself at the time shown; where none is shown, press Retry.';

/**
 * What people read about a failure: what happened and what to do. Made of our own words, the HTTP
 * status and the error code, never of what the service wrote, which may repeat the document.
 */
export function failureMessage(failure: Failure): string {
  return `${advice(failure)}${reference(failure)}`.slice(0, messageCharacters);
}

function advice({ type, code }: Failure): string {
  switch (type) {
    case 'auth':
      return code === 'missing_api_key'
        ? 'No ElevenLabs API key is configured. Set ELEVENLABS_API_KEY, deploy again, then press Retry.'
        : 'ElevenLabs refused the API key. Check that ELEVENLABS_API_KEY is valid and has the scopes convai_read and convai_write, deploy again, then press Retry.';
    case 'quota':
      return 'The ElevenLabs account has no room or credit left. Upgrade its plan or delete documents there, then press Retry.';
    case 'validation':
      return 'ElevenLabs did not accept this document. Change its title or text and save it.';
    case 'rate_limit':
      return `ElevenLabs is receiving too many requests. ${again}`;
    case 'server_error':
      return `ElevenLabs had a problem of its own. ${again}`;
    case 'network':
      return `ElevenLabs could not be reached, or did not answer in time. ${again}`;
    case 'not_found':
      return 'ElevenLabs does not know the address or folder. Check ELEVENLABS_BASE_URL and ELEVENLABS_FOLDER_ID, then press Retry.';
    case 'conflict':
      return 'ElevenLabs refused because of another change to the same document. Press Retry; if it happens again, look at the document at ElevenLabs.';
    case 'unknown':
      return code === 'unreadable_answer'
        ? 'ElevenLabs answered something that cannot be read. Check ELEVENLABS_BASE_URL and the status page of ElevenLabs, then press Retry.'
        : 'ElevenLabs answered in an unexpected way. Look at the logs of the functions, then press Retry.';
  }
}

function reference({ status, code }: Failure): string {
  const parts = [status === null ? null : `HTTP ${status}`, code].filter((part) => part !== null);
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}

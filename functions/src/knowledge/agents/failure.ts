import { CallableError } from '../../callable-error.ts';
import type { Failure } from '../../upstream/errors.ts';

/** What a failed request about agents answers to the editor who caused it. */
export function agentFailure({ type, code }: Failure): CallableError {
  switch (type) {
    case 'auth':
      return new CallableError(
        'failed-precondition',
        code === 'missing_api_key'
          ? 'No ElevenLabs API key is configured. Ask your administrator to set ELEVENLABS_API_KEY.'
          : 'ElevenLabs refused the API key. Ask your administrator for a key with the scopes convai_read and convai_write.',
      );
    case 'quota':
      return exhausted('The ElevenLabs account has no credit left, or its plan does not include this.');
    case 'rate_limit':
      return exhausted('ElevenLabs is receiving too many requests. Try again in a minute.');
    default:
      return new CallableError('unavailable', 'ElevenLabs did not answer as expected. Try again in a minute.');
  }
}

function exhausted(message: string): CallableError {
  return new CallableError('resource-exhausted', message);
}

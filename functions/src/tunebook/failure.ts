import { UpstreamError } from '../upstream/errors.ts';
import { LeavingError } from './leaving.ts';
import { lateMessage, leavingMessage, storageMessage, tooLargeMessage, tunebookMessage } from './messages.ts';
import { maxPages, TunebookTooLargeError } from './pages.ts';
import { StoppedError } from './reporter.ts';

/** What the caller of a failed sync receives. */
export interface SyncFailure {
  code: 'not-found' | 'unavailable' | 'failed-precondition' | 'internal';
  message: string;
}

/** Maps what ended a sync of this member to a code and a message. The error's own text is never passed on. */
export function syncFailure(error: unknown, memberId: number): SyncFailure {
  if (error instanceof UpstreamError) {
    const { failure, attempts } = error;
    return { code: codeOf(error), message: tunebookMessage(memberId, failure, attempts) };
  }
  if (error instanceof TunebookTooLargeError) return { code: 'internal', message: tooLargeMessage(maxPages) };
  if (error instanceof StoppedError) return { code: 'unavailable', message: lateMessage };
  if (error instanceof LeavingError) return { code: 'failed-precondition', message: leavingMessage };
  return { code: 'internal', message: storageMessage };
}

function codeOf({ failure }: UpstreamError): SyncFailure['code'] {
  switch (failure.type) {
    case 'not_found':
      return 'not-found';
    case 'network':
    case 'rate_limit':
    case 'server_error':
      return 'unavailable';
    default:
      return 'internal';
  }
}

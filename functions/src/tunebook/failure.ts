import type { FunctionsErrorCode } from 'firebase-functions/https';
import { UpstreamError } from '../upstream/errors.ts';
import { lateMessage, storageMessage, tooLargeMessage, tunebookMessage } from './messages.ts';
import { maxPages, TunebookTooLargeError } from './pages.ts';
import { StoppedError } from './reporter.ts';

/** Why a sync failed, as the caller is told. */
export interface SyncFailure {
  code: FunctionsErrorCode;
  message: string;
}

/** The failure behind anything that ended a sync of this member; texts of others are never passed on. */
export function syncFailure(error: unknown, memberId: number): SyncFailure {
  if (error instanceof UpstreamError) {
    const { failure, attempts } = error;
    return { code: codeOf(error), message: tunebookMessage(memberId, failure, attempts) };
  }
  if (error instanceof TunebookTooLargeError) return { code: 'internal', message: tooLargeMessage(maxPages) };
  if (error instanceof StoppedError) return { code: 'unavailable', message: lateMessage };
  return { code: 'internal', message: storageMessage };
}

function codeOf({ failure }: UpstreamError): FunctionsErrorCode {
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

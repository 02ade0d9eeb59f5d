import { clockTime } from '../ui/when.ts';
import type { IndexView, RetryAnswer, SyncView } from './document.ts';

/** How a status looks: its colour and mark. */
type Tone = 'waiting' | 'active' | 'done' | 'failed' | 'warning';

/** A document's state as users read it. */
export interface StatusWords {
  label: string;
  tone: Tone;
}

/** The words for the four sync statuses, as the filter shows them. */
export const statusLabels = {
  pending: 'Waiting',
  syncing: 'Syncing',
  completed: 'Synced',
  failed: 'Failed',
} as const;

/** The word for a document's state. A synced document that is being indexed says how far that is. */
export function statusWords({ status, index }: SyncView): StatusWords {
  switch (status) {
    case 'pending':
      return { label: statusLabels.pending, tone: 'waiting' };
    case 'syncing':
      return { label: statusLabels.syncing, tone: 'active' };
    case 'failed':
      return { label: statusLabels.failed, tone: 'failed' };
    case 'completed':
      return index === null ? synced : indexWords(index);
  }
}

const synced = { label: statusLabels.completed, tone: 'done' } as const;
const notIndexed = { label: 'Not indexed', tone: 'warning' } as const;

/** Nothing is asked about a new text for up to a minute; until then it is synced and no more. */
function indexWords({ message, progress, status }: IndexView): StatusWords {
  switch (status) {
    case 'pending':
      return message === '' ? synced : notIndexed;
    case 'processing':
      return { label: progress > 0 ? `Indexing ${progress} %` : 'Indexing', tone: 'active' };
    case 'ready':
    case 'in_prompt':
      return { label: 'Ready', tone: 'done' };
    case 'quota':
    case 'failed':
      return notIndexed;
  }
}

/**
 * `Next try 19:29 · 2 retries`; '' when there is neither.
 *
 * @param attempts requests sent so far; the first is not a retry.
 * @param locale a language tag; the browser's own when left out.
 */
export function retryWords(attempts: number, nextAttemptAt: Date | null, now: Date, locale?: string): string {
  const retries = attempts - 1;
  const parts = [
    nextAttemptAt === null ? '' : nextTry(nextAttemptAt, now, locale),
    retries < 1 ? '' : retries === 1 ? '1 retry' : `${retries} retries`,
  ];
  return parts.filter((part) => part !== '').join(' · ');
}

/** The message for the result of a manual retry. */
export function retryResult(
  title: string,
  { error, status }: RetryAnswer,
): { message: string; tone: 'success' | 'problem' } {
  switch (status) {
    case 'completed':
      return { message: `“${title}” is synced.`, tone: 'success' };
    case 'syncing':
      return { message: `“${title}” is already syncing.`, tone: 'success' };
    case 'pending':
      return { message: `“${title}” is waiting to sync.`, tone: 'success' };
    case 'removing':
    case 'removed':
      return { message: `“${title}” was deleted.`, tone: 'success' };
    case 'failed':
      return { message: `“${title}” failed again. ${error?.message ?? ''}`.trim(), tone: 'problem' };
  }
}

/** Once the time has passed, the sweep takes the document within a minute. */
function nextTry(instant: Date, now: Date, locale?: string): string {
  return instant > now ? `Next try ${clockTime(instant, now, locale)}` : 'Next try within a minute';
}

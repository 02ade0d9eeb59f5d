import type { SyncView } from './document.ts';

/** A document's state in words. */
export interface StatusWords {
  label: string;
  /** `retry 2`, or null on the first attempt and when there is nothing to count. */
  retry: string | null;
  /** `tries again at 14:05`, or null when the system will not try by itself. */
  next: string | null;
}

/** A status as people read it. */
export const statusLabels = {
  pending: 'pending',
  syncing: 'syncing',
  completed: 'accepted by ElevenLabs',
  failed: 'failed',
} as const;

/**
 * Puts a document's state into words.
 *
 * @param now decides whether the time of the next attempt needs its date.
 * @param locale a language tag; the browser's own when left out.
 */
export function statusWords(sync: SyncView, now: Date, locale?: string): StatusWords {
  const retries = sync.attempts - 1;
  const counts = sync.status === 'syncing' || sync.status === 'failed';
  return {
    label: statusLabels[sync.status],
    retry: counts && retries > 0 ? `retry ${retries}` : null,
    next: sync.nextAttemptAt === null ? null : nextAttemptWords(sync.nextAttemptAt, now, locale),
  };
}

/** `tries again at 14:05`; once that is past, the sweep of the next minute is what is waited for. */
export function nextAttemptWords(instant: Date, now: Date, locale?: string): string {
  return instant > now ? `tries again ${when(instant, now, locale)}` : 'tries again within a minute';
}

/** `at 14:05` for a time of today, else `on 3 Aug at 14:05`, in the reader's time zone. */
export function when(instant: Date, now: Date, locale?: string): string {
  const time = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(
    instant,
  );
  if (instant.toDateString() === now.toDateString()) return `at ${time}`;
  const day = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short' }).format(instant);
  return `on ${day} at ${time}`;
}

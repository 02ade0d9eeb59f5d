import pLimit from 'p-limit';

/** An event waited too long for its turn, or for ElevenLabs to take requests. Thrown to the platform, which delivers the event again. */
export class EventQueueTimeoutError extends Error {
  override readonly name = 'EventQueueTimeoutError';
}

/** How many events an instance works on at once, and how long the others wait, in milliseconds. */
export interface EventQueueOptions {
  concurrency: number;
  longestWaitMs: number;
}

/**
 * 20 runs at once keep three slots busy, bound the texts in memory, and let a run's second attempt
 * come within its 90 s. An event waits no longer than leaves a run its 90 s of the function's 540 s.
 */
export const eventQueueOptions: EventQueueOptions = { concurrency: 20, longestWaitMs: 440_000 };

/** The work of an event; it sends nothing unless it can start by `startBefore`, in epoch milliseconds. */
type EventWork = (startBefore: number) => Promise<void>;

/**
 * Queues the events of one instance in the order in which they came. A waiting event has no lease, no slot and
 * no text in memory. The queue throws EventQueueTimeoutError for an event that waited too long and never runs it.
 */
export function createEventQueue(options: EventQueueOptions): (work: EventWork) => Promise<void> {
  const limit = pLimit(options.concurrency);
  return (work) => {
    const startBefore = Date.now() + options.longestWaitMs;
    return new Promise((resolve, reject) => {
      let waiting = true;
      const timer = setTimeout(() => {
        waiting = false;
        reject(new EventQueueTimeoutError(`The event waited for ${options.longestWaitMs} ms.`));
      }, options.longestWaitMs);
      void limit(async () => {
        clearTimeout(timer);
        if (waiting) await work(startBefore).then(resolve, reject);
      });
    });
  };
}

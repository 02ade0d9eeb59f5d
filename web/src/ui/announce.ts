/** Messages that come within this time are read out together (decided: a burst is one sentence, not ten). */
const gatherMilliseconds = 400;

/** At most so many of a burst are read out; the rest is only counted. */
const mostAtOnce = 3;

let gathered: string[] = [];

/**
 * Tells screen readers of a milestone, once the reader is free. For changes of state, never for
 * every tick of a progress.
 */
export function announce(message: string): void {
  gathered.push(message);
  if (gathered.length === 1) setTimeout(readOut, gatherMilliseconds);
}

function readOut(): void {
  const region = document.querySelector('#announcements');
  const more = gathered.length - mostAtOnce;
  const sentences = more > 0 ? [...gathered.slice(-mostAtOnce), `And ${more} more changes.`] : gathered;
  if (region !== null) region.textContent = sentences.join(' ');
  gathered = [];
}

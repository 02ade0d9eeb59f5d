/** Messages within this time are read out as one, so that a burst does not interrupt itself. */
const gatherMilliseconds = 400;

/** The most messages of a burst that are read out; the rest are counted. */
const mostAtOnce = 3;

let gathered: string[] = [];

/**
 * Announces a change of state to screen readers, politely. Not for every step of a progress bar.
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

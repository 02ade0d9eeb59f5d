/** Requests that the update trigger has in flight: one instance with the default ELEVENLABS_CONCURRENCY. */
const concurrency = 3;

/** What ElevenLabs takes for a document of a few pages, in seconds, measured with room to spare. */
const secondsEach = 1;

/** Firestore operations for each document, the mark and its event included (docs/benchmarks.md, with room to spare). */
const operations = { reads: 6, writes: 6 };

/** Dollars for each operation in a multi-region, the dearest kind of location (Firestore's price list, 2026). */
const prices = { read: 0.06 / 100_000, write: 0.18 / 100_000 };

/** Says how long a backfill takes and what Firestore costs; ElevenLabs charges by its plan. */
export function describeEffort(documents: number): string {
  const seconds = Math.ceil((documents * secondsEach) / concurrency);
  const dollars = documents * (operations.reads * prices.read + operations.writes * prices.write);
  const cost = dollars < 0.01 ? 'less than $0.01' : `about $${dollars.toFixed(2)}`;
  return `about ${describeDuration(seconds)}, ${cost} of Firestore operations`;
}

function describeDuration(seconds: number): string {
  if (seconds < 60) return 'a minute';
  const minutes = Math.ceil(seconds / 60);
  return minutes < 90 ? `${minutes} minutes` : `${(minutes / 60).toFixed(1)} hours`;
}

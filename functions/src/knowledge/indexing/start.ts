import type { IndexState } from '../document.ts';

/** The state of a text that ElevenLabs has just accepted; null when indexing is off. Due at once. */
export function startIndex(model: string | null, now: number): IndexState | null {
  if (model === null) return null;
  return { model, status: 'pending', progress: 0, tries: 0, checkedAt: null, nextCheckAt: now, message: null };
}

/** Replaces lone surrogates, which JSON can carry and Firestore refuses. */
export function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\uFFFD');
}

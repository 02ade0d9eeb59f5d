/** Resolves after the next paint; in a hidden tab, once it is visible. */
export function nextPaint(): Promise<void> {
  // Frame callbacks run before the paint; a task they queue runs after it.
  return new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
}

/** Resolves once what has been rendered so far is on the screen; in a tab that nobody looks at, when somebody does. */
export function nextPaint(): Promise<void> {
  // A frame's callbacks run before it is painted, a task that they queue runs after it.
  return new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
}

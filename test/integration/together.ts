/** Returns a function whose first `count` calls resolve at the same moment, and later ones at once. */
export function together(count: number): () => Promise<void> {
  let called = 0;
  let meet = () => {};
  const met = new Promise<void>((resolve) => {
    meet = resolve;
  });
  return async () => {
    called += 1;
    if (called === count) meet();
    await met;
  };
}

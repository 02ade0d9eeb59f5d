/** Submits a form with Ctrl + Enter or ⌘ + Enter; a listener for its `keydown`. */
export function submitOnShortcut(event: KeyboardEvent): void {
  if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  if (event.currentTarget instanceof HTMLFormElement) event.currentTarget.requestSubmit();
}

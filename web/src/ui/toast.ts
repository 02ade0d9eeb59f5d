import './toast.css';

/** Time to read two lines twice. The page shows the same fact elsewhere. */
const successMs = 6000;

/** Failures stay longer. */
const problemMs = 12_000;

/** More would cover the page. */
const mostShown = 3;

/** What a toast has besides its message. */
export interface ToastOptions {
  tone?: 'success' | 'problem';
  action?: { label: string; run: () => void };
  /** How long it stays, in milliseconds; null until it is closed. */
  milliseconds?: number | null;
}

/** Shows a message that screen readers announce politely. Returns a function that closes it. */
export function showToast(
  message: string,
  { tone = 'success', action, milliseconds = tone === 'problem' ? problemMs : successMs }: ToastOptions = {},
): () => void {
  const toast = document.createElement('div');
  toast.className = 'toast';
  toast.dataset.tone = tone;
  const text = document.createElement('span');
  text.textContent = message;
  toast.append(text);
  const close = () => toast.remove();
  if (action !== undefined) {
    toast.dataset.action = action.label;
    toast.append(
      button(action.label, () => {
        close();
        action.run();
      }),
    );
  }
  const dismiss = button('×', close);
  dismiss.ariaLabel = 'Close the message';
  toast.append(dismiss);
  const toasts = document.querySelector('#toasts');
  toasts?.append(toast);
  // The oldest goes first; one with an action stays for as long as it was promised.
  if ((toasts?.childElementCount ?? 0) > mostShown) toasts?.querySelector('.toast:not([data-action])')?.remove();
  if (milliseconds !== null) setTimeout(close, milliseconds);
  return close;
}

/** Shows a failure. */
export function showProblem(message: string, action?: ToastOptions['action']): void {
  showToast(message, { tone: 'problem', ...(action === undefined ? {} : { action }) });
}

function button(label: string, run: () => void): HTMLButtonElement {
  const element = document.createElement('button');
  element.textContent = label;
  element.addEventListener('click', run);
  return element;
}

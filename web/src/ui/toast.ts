import './toast.css';

/** Time to read two lines twice. The page shows the same fact elsewhere. */
const toastMilliseconds = 7000;

/** Shows a short-lived message at the edge of the page; screen readers announce it politely. */
export function showToast(message: string, tone: 'success' | 'problem' = 'success'): void {
  const toast = document.createElement('article');
  toast.className = 'toast';
  toast.dataset.tone = tone;
  const text = document.createElement('span');
  text.textContent = message;
  const close = document.createElement('button');
  close.className = 'close';
  close.ariaLabel = 'Close the message';
  close.textContent = '×';
  close.addEventListener('click', () => toast.remove());
  toast.append(text, close);
  document.querySelector('#toasts')?.append(toast);
  setTimeout(() => toast.remove(), toastMilliseconds);
}

import { html, nothing, render } from 'lit';
import { until } from 'lit/directives/until.js';
import './dialog.css';

/** A question before an action that loses something. */
export interface Question {
  title: string;
  text: string;
  /** A sentence that is shown below the text once it is known. */
  details?: Promise<string>;
  /** The label of the button that confirms, a verb: "Delete". */
  action: string;
  /** The label of the other button. */
  cancel?: string;
}

/** Asks in a modal dialog; true when confirmed. Focus returns to where it was. */
export function confirmAction({ title, text, details, action, cancel = 'Cancel' }: Question): Promise<boolean> {
  const dialog = document.createElement('dialog');
  dialog.dataset.testid = 'confirm';
  dialog.setAttribute('aria-labelledby', 'confirm-title');
  dialog.setAttribute('aria-describedby', 'confirm-text');
  render(
    html`<div class="dialog-card">
      <header><h2 id="confirm-title">${title}</h2></header>
      <div class="dialog-body"><p id="confirm-text">${text}</p>
        ${details === undefined ? nothing : html`<p role="status">${until(details, 'Looking up who uses it …')}</p>`}</div>
      <footer>
        <button class="secondary" @click=${() => dialog.close()}>${cancel}</button>
        <button class="danger" @click=${() => dialog.close('yes')}>${action}</button>
      </footer>
    </div>`,
    dialog,
  );
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(dialog.returnValue === 'yes');
    });
  });
}

/** Asks before the user's unsaved changes to something ("this document") are lost; true when confirmed. */
export function confirmDiscard(what: string): Promise<boolean> {
  return confirmAction({
    title: 'Discard changes?',
    text: `Your changes to ${what} are deleted.`,
    action: 'Discard changes',
    cancel: 'Keep editing',
  });
}

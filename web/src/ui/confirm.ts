import { html, render } from 'lit';
import './confirm.css';

/** A question before an action that loses something. */
export interface Question {
  title: string;
  text: string;
  /** The label of the button that confirms, a verb: "Delete". */
  action: string;
}

/** Asks in a modal dialog; true when confirmed. Focus returns to where it was. */
export function confirmAction(question: Question): Promise<boolean> {
  const dialog = document.createElement('dialog');
  dialog.dataset.testid = 'confirm';
  dialog.setAttribute('aria-labelledby', 'confirm-title');
  dialog.setAttribute('aria-describedby', 'confirm-text');
  render(
    html`<article>
      <h2 id="confirm-title">${question.title}</h2>
      <p id="confirm-text">${question.text}</p>
      <footer>
        <button class="secondary" @click=${() => dialog.close()}>Cancel</button>
        <button class="danger" @click=${() => dialog.close('yes')}>${question.action}</button>
      </footer>
    </article>`,
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

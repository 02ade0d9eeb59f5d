import { doc } from 'firebase/firestore';
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { createRef, ref } from 'lit/directives/ref.js';
import { paths } from '../../../functions/src/client.ts';
import { call, errorReason } from '../firebase/callable.ts';
import { database, watchDocument } from '../firebase/firestore.ts';
import '../ui/dialog.css';
import { failureMessage } from '../ui/failure-message.ts';
import { countOf, fieldsOf } from '../ui/fields.ts';
import { LightElement } from '../ui/light-element.ts';
import { Live } from '../ui/live.ts';
import { type Account, noAccount } from './account.ts';
import { leaveNotice } from './notice.ts';

/** What the user types to confirm. */
const confirmation = 'DELETE';

type Deletion = { state: 'asking' } | { state: 'running' } | { state: 'failed'; message: string; signInAgain: boolean };

/** The dialog that deletes all data of the user. Fires `deleted` at the end, and `sign-out` when the user has to sign in again first. */
@customElement('delete-data-dialog')
export class DeleteDataDialog extends LightElement {
  @property({ attribute: false }) account: Account = noAccount;
  @state() private deletion: Deletion = { state: 'asking' };
  @state() private typed = '';

  readonly #dialog = createRef<HTMLDialogElement>();
  readonly #tunesDeleted = new Live<number>(this);

  open(): void {
    this.deletion = { state: 'asking' };
    this.typed = '';
    this.#dialog.value?.showModal();
  }

  protected override render(): TemplateResult {
    return html`<dialog ${ref(this.#dialog)} aria-labelledby="delete-data-heading" data-testid="delete-data" @cancel=${this.#cancel}>
      <form class="dialog-card" @submit=${this.#submit}>
        <header><h2 id="delete-data-heading">Delete my data</h2></header>
        <div class="dialog-body">${this.#body()}</div>
        <footer>${this.#footer()}</footer>
      </form>
    </dialog>`;
  }

  #body(): TemplateResult {
    switch (this.deletion.state) {
      case 'asking':
        return html`<p>This deletes your tunes with their notes and learn statuses, your import and your account. It cannot
            be undone.</p>
          <div class="field">
            <label for="delete-data-word">Type ${confirmation} to confirm</label>
            <input id="delete-data-word" autocomplete="off" autofocus .value=${this.typed} @input=${this.#type} />
          </div>`;
      case 'running':
        return html`<p role="status">Deleting your data … ${this.#tunesDeleted.value ?? 0} tunes deleted.</p>
          <progress aria-label="Deleting your data"></progress>`;
      case 'failed':
        return html`<p class="problem" role="alert">${this.deletion.message}</p>`;
    }
  }

  #footer(): TemplateResult | typeof nothing {
    const { deletion } = this;
    if (deletion.state === 'running') return nothing;
    const close = html`<button type="button" class="secondary" @click=${() => this.#dialog.value?.close()}>Cancel</button>`;
    if (deletion.state === 'asking') {
      return html`${close}<button class="danger" aria-disabled=${this.typed !== confirmation}>Delete everything</button>`;
    }
    return html`${close}${
      deletion.signInAgain
        ? html`<button type="button" @click=${() => this.dispatchEvent(new Event('sign-out'))}>Sign in again</button>`
        : html`<button class="danger">Try again</button>`
    }`;
  }

  #type({ target }: Event): void {
    if (target instanceof HTMLInputElement) this.typed = target.value.trim();
  }

  async #submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (this.typed !== confirmation || this.deletion.state === 'running') return;
    this.deletion = { state: 'running' };
    const record = doc(database(), paths.accountDeletions, this.account.uid);
    this.#tunesDeleted.follow(watchDocument(record, (snapshot) => countOf(fieldsOf(snapshot.data()).tunesDeleted)));
    try {
      await call('deleteMyData', {});
      leaveNotice('Your data was deleted.');
      this.dispatchEvent(new Event('deleted'));
    } catch (error) {
      const signInAgain = errorReason(error) === 'recent-sign-in';
      const message = signInAgain
        ? 'For your safety, sign in again first. Then delete your data within 5 minutes.'
        : failureMessage(error);
      this.deletion = { state: 'failed', message, signInAgain };
    }
  }

  /** Keeps the dialog open while a deletion runs, since closing it would not stop the deletion. */
  #cancel(event: Event): void {
    if (this.deletion.state === 'running') event.preventDefault();
  }
}

import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { createRef, ref } from 'lit/directives/ref.js';
import { confirmDiscard } from '../ui/confirm.ts';
import '../ui/dialog.css';
import { dropDraft, keepDraft, readDraft } from '../ui/drafts.ts';
import { failureMessage } from '../ui/failure-message.ts';
import { textOf } from '../ui/fields.ts';
import { LightElement } from '../ui/light-element.ts';
import { submitOnShortcut } from '../ui/submit-on-shortcut.ts';
import { showProblem, showToast } from '../ui/toast.ts';
import { notesLimit, setNotes } from './data.ts';
import type { Tune } from './tune.ts';

/** The dialog for the notes on a tune. Keeps a draft until it is saved or discarded. */
@customElement('notes-dialog')
export class NotesDialog extends LightElement {
  @property() uid = '';
  @state() private tune: Tune | null = null;
  @state() private typed = '';
  @state() private restored = false;

  readonly #dialog = createRef<HTMLDialogElement>();

  async open(tune: Tune): Promise<void> {
    const kept = textOf(readDraft(this.uid, draftName(tune)));
    this.tune = tune;
    this.typed = kept || tune.notes;
    this.restored = kept !== '';
    await this.updateComplete;
    this.#dialog.value?.showModal();
  }

  protected override render(): TemplateResult {
    return html`<dialog ${ref(this.#dialog)} aria-labelledby="notes-heading" data-testid="notes-dialog" @cancel=${this.#leave}>
      <form class="dialog-card" @submit=${this.#save} @keydown=${submitOnShortcut}>
        <header><h2 id="notes-heading">Notes on ${this.tune?.name}</h2></header>
        <div class="dialog-body">
          ${this.restored ? html`<p class="note" role="status">Your unsaved notes were restored.</p>` : nothing}
          <div class="field">
            <label for="notes">Notes</label>
            <textarea id="notes" rows="6" maxlength=${notesLimit} autofocus .value=${live(this.typed)} @input=${this.#type}></textarea>
          </div>
        </div>
        <footer>
          <button type="button" class="secondary" @click=${this.#leave}>Cancel</button>
          <button title="Ctrl + Enter">Save notes</button>
        </footer>
      </form>
    </dialog>`;
  }

  #type({ target }: Event): void {
    if (!(target instanceof HTMLTextAreaElement) || this.tune === null) return;
    this.typed = target.value;
    if (this.typed === this.tune.notes) dropDraft(this.uid, draftName(this.tune));
    else keepDraft(this.uid, draftName(this.tune), this.typed);
  }

  async #save(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const { tune } = this;
    const notes = this.typed.trim();
    this.#close();
    if (tune === null || notes === tune.notes) return;
    try {
      await setNotes(this.uid, tune, notes);
      showToast(`Notes on “${tune.name}” saved.`);
    } catch (error) {
      keepDraft(this.uid, draftName(tune), notes);
      showProblem(`${failureMessage(error)} Your notes are kept.`);
    }
  }

  async #leave(event: Event): Promise<void> {
    event.preventDefault();
    const sure = this.typed === this.tune?.notes || (await confirmDiscard('these notes'));
    if (sure) this.#close();
  }

  /** Drops the draft and closes the dialog. */
  #close(): void {
    if (this.tune !== null) dropDraft(this.uid, draftName(this.tune));
    this.#dialog.value?.close();
  }
}

function draftName({ id }: Tune): string {
  return `notes:${id}`;
}

import { html, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { createRef, ref } from 'lit/directives/ref.js';
import { failureMessage } from '../ui/failure-message.ts';
import { LightElement } from '../ui/light-element.ts';
import { showToast } from '../ui/toast.ts';
import { notesLimit, setNotes } from './data.ts';
import type { Tune } from './tune.ts';

/** The modal dialog in which a person keeps notes on a tune. */
@customElement('notes-dialog')
export class NotesDialog extends LightElement {
  @property() uid = '';
  @state() private tune: Tune | null = null;

  readonly #dialog = createRef<HTMLDialogElement>();
  readonly #text = createRef<HTMLTextAreaElement>();

  /** Opens the dialog on a tune. */
  async open(tune: Tune): Promise<void> {
    this.tune = tune;
    await this.updateComplete;
    if (this.#text.value !== undefined) this.#text.value.value = tune.notes;
    this.#dialog.value?.showModal();
  }

  protected override render(): TemplateResult {
    return html`<dialog ${ref(this.#dialog)} aria-labelledby="notes-heading" data-testid="notes-dialog">
      <article>
        <h2 id="notes-heading">Notes on ${this.tune?.name}</h2>
        <label>Notes
          <textarea ${ref(this.#text)} rows="6" maxlength=${notesLimit}></textarea>
        </label>
        <footer>
          <button class="secondary" @click=${this.#close}>Cancel</button>
          <button @click=${this.#save}>Save notes</button>
        </footer>
      </article>
    </dialog>`;
  }

  #save(): void {
    const { tune } = this;
    const notes = this.#text.value?.value.trim() ?? '';
    this.#close();
    if (tune === null || notes === tune.notes) return;
    setNotes(this.uid, tune, notes).catch((error: unknown) => showToast(failureMessage(error), 'problem'));
  }

  #close(): void {
    this.#dialog.value?.close();
  }
}

import type { Timestamp } from 'firebase/firestore';
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { createRef, ref } from 'lit/directives/ref.js';
import type { Draft } from '../../../functions/src/client.ts';
import { confirmDiscard } from '../ui/confirm.ts';
import { connectionState } from '../ui/connection.ts';
import '../ui/dialog.css';
import { dropDraft, keepDraft, readDraft } from '../ui/drafts.ts';
import { failureMessage } from '../ui/failure-message.ts';
import { LightElement } from '../ui/light-element.ts';
import { shortened } from '../ui/shortened.ts';
import { showToast } from '../ui/toast.ts';
import { addDocument, saveDocument } from './data.ts';
import { type KnowledgeDocument, titleOf } from './document.ts';
import type { KnowledgeForm } from './form.ts';
import { differs, editDraftName, readStoredDraft, readStoredVersion } from './stored-draft.ts';

/** Why the edit was not saved. */
type Obstacle =
  | { kind: 'newer'; current: KnowledgeDocument; own: Draft }
  /** The form shows the newer version; the user's own text is below it, for copying. */
  | { kind: 'reloaded'; own: Draft }
  | { kind: 'deleted'; own: Draft }
  | { kind: 'failed'; message: string };

/** The dialog that edits a document. Sends `closed` when it closes. */
@customElement('knowledge-edit-dialog')
export class KnowledgeEditDialog extends LightElement {
  @property() uid = '';
  @state() private opened: { document: KnowledgeDocument; version: Timestamp } | null = null;
  @state() private busy = false;
  @state() private restored = false;
  @state() private obstacle: Obstacle | null = null;

  readonly #dialog = createRef<HTMLDialogElement>();
  readonly #form = createRef<KnowledgeForm>();

  /** Opens the dialog with a document, and with its kept draft if it has one. */
  async open(document: KnowledgeDocument): Promise<void> {
    if (document.version === null) return;
    const stored = readDraft(this.uid, editDraftName(document.id));
    const own = readStoredDraft(stored);
    this.opened = { document, version: readStoredVersion(stored) ?? document.version };
    this.restored = own !== null;
    this.obstacle = null;
    await this.updateComplete;
    this.#form.value?.fill(own ?? document, document);
    await this.#form.value?.updateComplete;
    this.#dialog.value?.showModal();
  }

  /** Puts the text of a file into the open form, and returns whether there is one. */
  takeFile(file: File): boolean {
    if (this.opened === null) return false;
    void this.#form.value?.takeFile(file);
    return true;
  }

  protected override render(): TemplateResult {
    return html`<dialog ${ref(this.#dialog)} class="wide" aria-labelledby="edit-heading" data-testid="edit-dialog"
      @cancel=${this.#leave} @close=${this.#closed}>
      <div class="dialog-card">
        <header><h2 id="edit-heading">Edit “${this.opened === null ? nothing : titleOf(this.opened.document)}”</h2></header>
        <div class="dialog-body">
          ${this.restored ? html`<p class="note" role="status">Your unsaved changes were restored.</p>` : nothing}
          <div class="obstacle" role="alert" tabindex="-1">${this.#obstacle()}</div>
          <knowledge-form ${ref(this.#form)} name="edit" @draft=${this.#save} @typed=${this.#keep}></knowledge-form>
        </div>
        <footer>
          <button class="secondary" @click=${this.#leave}>Cancel</button>
          <button type="submit" form="edit" title="Ctrl + Enter" aria-busy=${this.busy} aria-disabled=${this.busy}>Save</button>
        </footer>
      </div>
    </dialog>`;
  }

  #obstacle(): TemplateResult | typeof nothing {
    const { obstacle } = this;
    if (obstacle === null) return nothing;
    if (obstacle.kind === 'failed') return html`<p class="problem">${obstacle.message}</p>`;
    const { own } = obstacle;
    const asNew = html`<button type="button" class="secondary" @click=${() => this.#saveAsNew(own)}>Save as new</button>`;
    switch (obstacle.kind) {
      case 'deleted':
        return html`<p class="problem">Another editor deleted this document. Your text is not saved.</p>
          <div class="actions">${asNew}</div>`;
      case 'reloaded':
        return html`<label class="field">Your text, to copy from
          <textarea readonly rows="5" data-testid="own-text" .value=${`${own.title}\n\n${own.content}`}></textarea>
        </label>`;
      case 'newer':
        return html`<div data-testid="newer-version">
          <p class="problem">Another editor saved a newer version. Nothing was overwritten; your text is below.</p>
          <div class="actions">
            ${asNew}
            <button type="button" class="secondary" @click=${() => this.#reload(obstacle)}>Load the newer version</button>
          </div>
        </div>`;
    }
  }

  #keep({ detail }: CustomEvent<Draft>): void {
    const { opened } = this;
    if (opened === null) return;
    const name = editDraftName(opened.document.id);
    const { seconds, nanoseconds } = opened.version;
    if (differs(opened.document, detail)) keepDraft(this.uid, name, { ...detail, version: { seconds, nanoseconds } });
    else dropDraft(this.uid, name);
  }

  async #save({ detail: draft }: CustomEvent<Draft>): Promise<void> {
    const { opened } = this;
    if (opened === null || this.busy) return;
    if (!differs(opened.document, draft)) return this.#close();
    if (connectionState() === 'offline') {
      this.obstacle = {
        kind: 'failed',
        message: 'You are offline. Your changes stay here; save them when you are back online.',
      };
      return;
    }
    this.busy = true;
    this.obstacle = null;
    try {
      const outcome = await saveDocument(opened.document.id, opened.version, draft);
      if (outcome.kind === 'saved') return this.#saved(`“${shortened(titleOf(draft))}” saved.`);
      this.obstacle = { ...outcome, own: draft };
    } catch (error) {
      this.obstacle = { kind: 'failed', message: `${failureMessage(error)} Your text is still here.` };
    } finally {
      this.busy = false;
    }
    // The obstacle is above a form that may be longer than the screen.
    await this.updateComplete;
    this.querySelector<HTMLElement>('.obstacle')?.focus();
  }

  async #saveAsNew(own: Draft): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    try {
      await addDocument(own, this.uid);
      this.#saved(`“${shortened(titleOf(own))}” saved as a new document.`);
    } catch (error) {
      this.obstacle = { kind: 'failed', message: `${failureMessage(error)} Your text is still here.` };
    } finally {
      this.busy = false;
    }
  }

  #saved(message: string): void {
    showToast(message);
    this.#close();
  }

  #reload({ current, own }: Extract<Obstacle, { kind: 'newer' }>): void {
    if (current.version === null) return;
    this.obstacle = { kind: 'reloaded', own };
    this.opened = { document: current, version: current.version };
    this.#form.value?.fill(current);
  }

  async #leave(event: Event): Promise<void> {
    event.preventDefault();
    const { opened } = this;
    const draft = this.#form.value?.draft();
    const changed = opened !== null && draft !== undefined && differs(opened.document, draft);
    const sure = !changed || (await confirmDiscard('this document'));
    if (sure) this.#close();
  }

  /** Drops the draft, which was saved or discarded, and closes the dialog. */
  #close(): void {
    if (this.opened !== null) dropDraft(this.uid, editDraftName(this.opened.document.id));
    this.#dialog.value?.close();
  }

  #closed(): void {
    this.opened = null;
    this.obstacle = null;
    this.dispatchEvent(new Event('closed'));
  }
}

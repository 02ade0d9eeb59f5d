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
import { type Obstacle, obstacleView } from './edit-obstacle.ts';
import type { KnowledgeForm } from './form.ts';
import { differs, editDraftName, readStoredDraft, readStoredVersion } from './stored-draft.ts';

/** The document in the dialog; another object each time the dialog opens. */
interface Opened {
  document: KnowledgeDocument;
  version: Timestamp;
}

/** The dialog that edits a document. Sends `closed` when it closes. */
@customElement('knowledge-edit-dialog')
export class KnowledgeEditDialog extends LightElement {
  @property() uid = '';
  @state() private opened: Opened | null = null;
  /** A write runs. The form takes no text meanwhile, since the write would not include it. */
  @state() private busy = false;
  @state() private restored = false;
  @state() private obstacle: Obstacle | null = null;
  /** The user's text that a newer version replaced in the form, for copying; '' without one. */
  @state() private replaced = '';

  readonly #dialog = createRef<HTMLDialogElement>();
  readonly #form = createRef<KnowledgeForm>();

  /** Opens the dialog with a document, and with its kept draft if it has one. */
  async open(document: KnowledgeDocument): Promise<void> {
    if (document.version === null) return;
    const stored = readDraft(this.uid, editDraftName(document.id));
    const own = readStoredDraft(stored);
    this.opened = { document, version: readStoredVersion(stored) ?? document.version };
    this.restored = own !== null;
    this.busy = false;
    await this.updateComplete;
    this.#form.value?.fill(own ?? document, document);
    await this.#form.value?.updateComplete;
    this.#dialog.value?.showModal();
  }

  /** Puts the text of a file into the open form, and returns whether there is one. */
  takeFile(file: File): boolean {
    if (this.opened === null) return false;
    if (!this.busy) void this.#form.value?.takeFile(file);
    return true;
  }

  protected override render(): TemplateResult {
    return html`<dialog ${ref(this.#dialog)} class="wide" aria-labelledby="edit-heading" data-testid="edit-dialog"
      @cancel=${this.#cancel} @close=${this.#closed}>
      <div class="dialog-card">
        <header><h2 id="edit-heading">Edit “${this.opened === null ? nothing : titleOf(this.opened.document)}”</h2></header>
        <div class="dialog-body">
          ${this.restored ? html`<p class="note" role="status">Your unsaved changes were restored.</p>` : nothing}
          <div class="obstacle" role="alert" tabindex="-1">${
            this.obstacle === null
              ? nothing
              : obstacleView(this.obstacle, {
                  saveAsNew: () => this.#saveAsNew(),
                  reload: (current) => void this.#reload(current),
                })
          }</div>
          ${
            this.replaced === ''
              ? nothing
              : html`<label class="field">Your text, to copy from
            <textarea id="edit-replaced" readonly rows="5" data-testid="own-text" .value=${this.replaced}></textarea>
          </label>`
          }
          <knowledge-form ${ref(this.#form)} name="edit" ?inert=${this.busy} @draft=${this.#save} @typed=${this.#keep}></knowledge-form>
        </div>
        <footer>
          <button class="secondary" @click=${this.#cancel}>Cancel</button>
          <button type="submit" form="edit" title="Ctrl + Enter" aria-busy=${this.busy} aria-disabled=${this.busy}>Save</button>
        </footer>
      </div>
    </dialog>`;
  }

  #keep({ detail }: CustomEvent<Draft>): void {
    const { opened } = this;
    if (opened === null) return;
    const name = editDraftName(opened.document.id);
    const { seconds, nanoseconds } = opened.version;
    if (differs(opened.document, detail)) keepDraft(this.uid, name, { ...detail, version: { seconds, nanoseconds } });
    else dropDraft(this.uid, name);
  }

  #save({ detail: draft }: CustomEvent<Draft>): void {
    const { opened } = this;
    if (opened === null) return;
    if (!differs(opened.document, draft)) return void this.#leave();
    void this.#send(opened, `“${shortened(titleOf(draft))}” saved.`, async () => {
      const outcome = await saveDocument(opened.document.id, opened.version, draft);
      return outcome.kind === 'saved' ? null : outcome;
    });
  }

  #saveAsNew(): void {
    const { opened } = this;
    const draft = this.#form.value?.validDraft() ?? null;
    if (opened === null || draft === null) return;
    void this.#send(opened, `“${shortened(titleOf(draft))}” saved as a new document.`, async () => {
      await addDocument(draft, this.uid);
      return null;
    });
  }

  /**
   * Runs a write, and closes the dialog unless the write returns an obstacle. Leaves the dialog alone if the
   * user has closed it meanwhile, or opened another document in it.
   */
  async #send(opened: Opened, saved: string, write: () => Promise<Obstacle | null>): Promise<void> {
    if (this.busy) return;
    // Without a connection a write waits, and the form with it.
    if (connectionState() !== 'connected') {
      const message = 'You are offline. Your changes stay here; save them when you are back online.';
      this.obstacle = { kind: 'failed', message };
      return;
    }
    this.busy = true;
    this.obstacle = null;
    const obstacle = await write().catch(
      (error: unknown): Obstacle => ({ kind: 'failed', message: `${failureMessage(error)} Your text is still here.` }),
    );
    if (obstacle === null) showToast(saved);
    if (this.opened !== opened) return;
    this.busy = false;
    if (obstacle === null) return this.#close();
    this.obstacle = obstacle;
    // The obstacle is above a form that may be longer than the screen.
    await this.updateComplete;
    this.querySelector<HTMLElement>('.obstacle')?.focus();
  }

  async #reload(current: KnowledgeDocument): Promise<void> {
    const own = this.#form.value?.draft();
    if (current.version === null || own === undefined) return;
    this.replaced = [own.title, own.content, this.replaced].filter((text) => text !== '').join('\n\n');
    this.obstacle = null;
    this.opened = { document: current, version: current.version };
    this.#form.value?.fill(current);
    await this.updateComplete;
    this.querySelector<HTMLElement>('#edit-replaced')?.focus();
  }

  #cancel(event: Event): void {
    // Closing the file picker fires `cancel` at its field.
    if (event.target !== event.currentTarget) return;
    event.preventDefault();
    void this.#leave();
  }

  /** Closes the dialog, after a question if that loses text. */
  async #leave(): Promise<void> {
    const { opened } = this;
    const draft = this.#form.value?.draft();
    const changed = opened !== null && draft !== undefined && differs(opened.document, draft);
    const sure = (!changed && this.replaced === '') || (await confirmDiscard('this document'));
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
    this.replaced = '';
    this.dispatchEvent(new Event('closed'));
  }
}

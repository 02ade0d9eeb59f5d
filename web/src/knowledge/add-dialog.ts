import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { createRef, ref } from 'lit/directives/ref.js';
import type { Draft } from '../../../functions/src/client.ts';
import { confirmAction } from '../ui/confirm.ts';
import '../ui/dialog.css';
import { dropDraft, keepDraft, readDraft } from '../ui/drafts.ts';
import { failureMessage } from '../ui/failure-message.ts';
import { LightElement } from '../ui/light-element.ts';
import { shortened } from '../ui/shortened.ts';
import { showToast } from '../ui/toast.ts';
import { addDocument } from './data.ts';
import { titleOf } from './document.ts';
import { emptyDraft, type KnowledgeForm } from './form.ts';
import { differs, isEmpty, newDraftName, readStoredDraft } from './stored-draft.ts';

/** Whether the page was built with the ElevenLabs folder of new documents. */
const folderConfigured = Boolean(import.meta.env.VITE_ELEVENLABS_FOLDER_ID);

const draftKept = 'Draft kept. “Add document” opens it again.';

/**
 * The dialog that adds a document. Its draft is kept until it is saved or discarded, so closing the dialog
 * loses nothing; a draft that the server refuses can be opened again.
 */
@customElement('knowledge-add-dialog')
export class KnowledgeAddDialog extends LightElement {
  @property() uid = '';
  @state() private typed = false;
  @state() private restored = false;
  @state() private stored = true;

  readonly #dialog = createRef<HTMLDialogElement>();
  readonly #form = createRef<KnowledgeForm>();
  /** Closes the message that offers to open the kept draft. */
  #closeOffer = () => {};

  /** Opens the dialog with the kept draft, and fills in a file if given. */
  async open(file?: File): Promise<void> {
    const kept = readStoredDraft(readDraft(this.uid, newDraftName));
    // A browser that blocks storage has the draft in the form alone.
    await this.#show(kept ?? this.#form.value?.draft() ?? emptyDraft);
    this.restored = kept !== null;
    if (file !== undefined) await this.#form.value?.takeFile(file);
  }

  protected override render(): TemplateResult {
    return html`<dialog ${ref(this.#dialog)} class="wide" aria-labelledby="add-heading" data-testid="add-document"
      @close=${this.#closed}>
      <div class="dialog-card">
        <header><h2 id="add-heading">Add document</h2></header>
        <div class="dialog-body">
          ${this.restored ? html`<p class="note" role="status">Your draft was restored.</p>` : nothing}
          ${this.stored ? nothing : html`<p class="problem">This browser does not keep the draft. Save it before you leave.</p>`}
          <knowledge-form ${ref(this.#form)} name="new" several @draft=${this.#add} @typed=${this.#keep}
            @several-files=${() => this.#dialog.value?.close()}></knowledge-form>
          ${folderConfigured ? nothing : html`<p class="note">New documents are not used until you attach them to an agent in ElevenLabs.</p>`}
        </div>
        <footer>
          ${this.typed ? html`<button class="link start" @click=${this.#discard}>Discard draft</button>` : nothing}
          <button class="secondary" @click=${() => this.#dialog.value?.close()}>Cancel</button>
          <button type="submit" form="new" title="Ctrl + Enter">Add document</button>
        </footer>
      </div>
    </dialog>`;
  }

  async #show(draft: Draft): Promise<void> {
    this.typed = !isEmpty(draft);
    this.restored = false;
    await this.updateComplete;
    this.#form.value?.fill(draft);
    await this.#form.value?.updateComplete;
    if (this.#dialog.value?.open === false) this.#dialog.value.showModal();
  }

  #keep({ detail }: CustomEvent<Draft>): void {
    this.typed = !isEmpty(detail);
    if (this.typed) this.stored = keepDraft(this.uid, newDraftName, detail);
    else dropDraft(this.uid, newDraftName);
  }

  async #add({ detail: draft }: CustomEvent<Draft>): Promise<void> {
    // The second click of a double click finds an empty, closed form.
    this.#clear();
    this.#dialog.value?.close();
    showToast(`“${shortened(titleOf(draft))}” added.`);
    try {
      await addDocument(draft, this.uid);
    } catch (error) {
      const kept = readDraft(this.uid, newDraftName) === null;
      if (kept) this.stored = keepDraft(this.uid, newDraftName, draft);
      const close = this.#offer(draft, `“${shortened(titleOf(draft))}” was not saved. ${failureMessage(error)}`);
      if (kept) this.#closeOffer = close;
    }
  }

  /**
   * Offers to open a refused draft, until the user opens it or closes the message: it may be the only way to the
   * text. Returns a function that closes the message.
   */
  #offer(draft: Draft, message: string): () => void {
    const open = async () => {
      if (!(await this.#mayReplaceKept(draft))) return this.#offer(draft, message);
      this.stored = keepDraft(this.uid, newDraftName, draft);
      if (this.isConnected) return await this.#show(draft);
      // This dialog went with its section.
      location.hash = '#knowledge';
      if (this.stored) showToast(draftKept);
      else this.#offer(draft, message);
    };
    return showToast(message, {
      tone: 'problem',
      action: { label: 'Open draft', run: () => void open() },
      milliseconds: null,
    });
  }

  /** Asks if another draft was begun meanwhile. */
  async #mayReplaceKept(draft: Draft): Promise<boolean> {
    const kept = readStoredDraft(readDraft(this.uid, newDraftName)) ?? this.#form.value?.draft() ?? emptyDraft;
    if (isEmpty(kept) || !differs(kept, draft)) return true;
    return await confirmAction({
      title: 'Replace your draft?',
      text: `“${shortened(titleOf(draft))}” replaces the draft that you began since.`,
      action: 'Replace draft',
      cancel: 'Keep my draft',
    });
  }

  async #discard(): Promise<void> {
    const sure = await confirmAction({
      title: 'Discard draft?',
      text: 'The text in this form is deleted.',
      action: 'Discard draft',
      cancel: 'Keep editing',
    });
    if (!sure) return;
    this.#clear();
    this.querySelector<HTMLElement>('#new-title')?.focus();
  }

  #clear(): void {
    dropDraft(this.uid, newDraftName);
    this.#closeOffer();
    this.#form.value?.fill(emptyDraft);
    this.typed = false;
    this.restored = false;
  }

  #closed(): void {
    if (this.typed && this.stored) showToast(draftKept);
  }
}

import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { createRef, ref } from 'lit/directives/ref.js';
import '../ui/dialog.css';
import { LightElement } from '../ui/light-element.ts';
import { timeView } from '../ui/when.ts';
import { usageSentence } from './agents.ts';
import { type KnowledgeDocument, titleOf } from './document.ts';
import { retryWords, statusWords } from './status-words.ts';

/** The dialog that shows a whole document, live. */
@customElement('knowledge-view-dialog')
export class KnowledgeViewDialog extends LightElement {
  /** The loaded documents, including the one shown. */
  @property({ attribute: false }) documents: readonly KnowledgeDocument[] = [];
  @state() private documentId: string | null = null;
  @state() private read: KnowledgeDocument | null = null;
  /** Which agents use the document; '' until it is known. */
  @state() private usage = '';

  readonly #dialog = createRef<HTMLDialogElement>();

  /** @param read is shown while the document is not among the loaded ones. */
  async open(documentId: string, read: KnowledgeDocument | null = null): Promise<void> {
    this.documentId = documentId;
    this.read = read;
    this.usage = '';
    void this.#askForAgents(documentId);
    await this.updateComplete;
    this.#dialog.value?.showModal();
  }

  protected override render(): TemplateResult {
    const document = this.documents.find(({ id }) => id === this.documentId) ?? this.read ?? undefined;
    return html`<dialog ${ref(this.#dialog)} class="wide" aria-labelledby="view-heading" data-testid="view-dialog"
      @close=${() => this.#closed()}>
      <div class="dialog-card">
        <header><h2 id="view-heading">${document === undefined ? 'Deleted document' : titleOf(document)}</h2></header>
        <div class="dialog-body" tabindex="0" role="region" aria-label="Document">
          ${document === undefined ? html`<p>This document was deleted.</p>` : documentView(document, this.usage)}
        </div>
        <footer>
          <button class="secondary" autofocus @click=${() => this.#dialog.value?.close()}>Close</button>
          ${document?.version == null ? nothing : html`<button @click=${() => this.#edit(document)}>Edit</button>`}
        </footer>
      </div>
    </dialog>`;
  }

  #edit(document: KnowledgeDocument): void {
    this.#dialog.value?.close();
    this.dispatchEvent(new CustomEvent<KnowledgeDocument>('edit', { detail: document }));
  }

  async #askForAgents(documentId: string): Promise<void> {
    const usage = await usageSentence(documentId);
    if (this.documentId === documentId) this.usage = usage;
  }

  #closed(): void {
    this.documentId = null;
    this.read = null;
  }
}

function documentView({ content, editedAt, sync, tags }: KnowledgeDocument, usage: string): TemplateResult {
  const { label, tone } = statusWords(sync);
  const retries = sync.status === 'completed' ? '' : retryWords(sync.attempts, sync.nextAttemptAt, new Date());
  const message = sync.error?.message ?? sync.index?.message ?? '';
  return html`<p class="row-state">
      <span class="status" data-tone=${tone}>${label}</span>
      ${editedAt === null ? nothing : html`<span class="meta">Edited ${timeView(editedAt)}</span>`}
      ${tags.map((tag) => html`<span class="tag">${tag}</span>`)}
    </p>
    ${message === '' ? nothing : html`<p class="problem">${message}</p>`}
    ${retries === '' ? nothing : html`<p class="note">${retries}</p>`}
    <p class="note" role="status" data-testid="used-by">${usage}</p>
    <p class="document-text">${content}</p>`;
}

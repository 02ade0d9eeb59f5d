import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { announce } from '../ui/announce.ts';
import { confirmAction } from '../ui/confirm.ts';
import { failureMessage } from '../ui/failure-message.ts';
import { LightElement } from '../ui/light-element.ts';
import { showToast } from '../ui/toast.ts';
import { removeDocument } from './data.ts';
import { type KnowledgeDocument, titleOf } from './document.ts';
import { retryDocument } from './failures.ts';
import { statusWords, when } from './status-words.ts';

/** The beginning of a text that the list shows, in UTF-16 units. */
const excerptLength = 160;

/** One document of the list: its state in words and colour, and what can be done with it. */
@customElement('knowledge-row')
export class KnowledgeRow extends LightElement {
  @property({ attribute: false }) document: KnowledgeDocument | null = null;
  @state() private retrying = false;

  protected override render(): TemplateResult | typeof nothing {
    const { document } = this;
    if (document === null) return nothing;
    const { id, sync } = document;
    return html`<article class="row" data-document-id=${id} data-status=${sync.status} aria-labelledby="title-${id}">
      <div class="row-head">
        <h3 id="title-${id}" tabindex="-1">${titleOf(document)}</h3>
        ${this.#status(document)}
      </div>
      <p class="excerpt">${excerpt(document.content)}</p>
      ${this.#details(document)}
      ${this.#error(document)}
      <div class="actions compact">
        ${sync.status === 'completed' ? nothing : this.#retryButton(document)}
        <button class="outline secondary" aria-label="Edit “${titleOf(document)}”" aria-disabled=${document.version === null}
          @click=${() => this.#edit(document)}>Edit</button>
        <button class="outline danger" aria-label="Delete “${titleOf(document)}”" @click=${() => this.#delete(document)}>Delete</button>
      </div>
    </article>`;
  }

  #status({ sync, waiting }: KnowledgeDocument): TemplateResult {
    const { label, retry, next } = statusWords(sync, new Date());
    return html`<p class="status">
      <span class="badge" data-tone=${sync.status}>${label}</span>
      ${retry === null ? nothing : html`<span data-testid="retry-count">${retry}</span>`}
      ${next === null ? nothing : html`<span data-testid="next-attempt">${next}</span>`}
      ${waiting ? html`<span class="waiting">waiting for connection</span>` : nothing}
    </p>`;
  }

  #details({ tags, editedAt }: KnowledgeDocument): TemplateResult {
    return html`<p class="details">
      ${editedAt === null ? nothing : html`<span>Edited ${when(editedAt, new Date())}</span>`}
      ${tags.map((tag) => html`<span class="tag">${tag}</span>`)}
    </p>`;
  }

  #error({ sync }: KnowledgeDocument): TemplateResult | typeof nothing {
    if (sync.error === null) return nothing;
    return html`<details data-testid="sync-error">
      <summary>What went wrong</summary>
      <p>${sync.error.message}</p>
      <p>Kind: <code>${sync.error.type}</code></p>
    </details>`;
  }

  #retryButton(document: KnowledgeDocument): TemplateResult {
    const busy = this.retrying || document.sync.status === 'syncing';
    return html`<button class="outline" data-action="retry" aria-label="Retry “${titleOf(document)}”" ?disabled=${busy}
      @click=${() => this.#retry(document)}>Retry</button>`;
  }

  async #retry(document: KnowledgeDocument): Promise<void> {
    this.retrying = true;
    try {
      const { status, error } = await retryDocument(document.id);
      const title = titleOf(document);
      if (status === 'completed') showToast(`“${title}” was accepted by ElevenLabs.`);
      else if (status === 'syncing') showToast(`“${title}” is being worked on already.`);
      else announce(`Retrying “${title}” failed. ${error?.message ?? ''}`);
    } catch (error) {
      showToast(failureMessage(error), 'problem');
    } finally {
      this.retrying = false;
      await this.updateComplete;
      // A disabled button lets go of the keyboard: it goes on at this document.
      if (this.ownerDocument.activeElement === this.ownerDocument.body) this.querySelector<HTMLElement>('h3')?.focus();
    }
  }

  #edit(document: KnowledgeDocument): void {
    if (document.version === null)
      showToast('This change still waits for the connection. Edit it once it is through.', 'problem');
    else this.dispatchEvent(new CustomEvent<KnowledgeDocument>('edit-document', { detail: document, bubbles: true }));
  }

  async #delete(document: KnowledgeDocument): Promise<void> {
    const title = titleOf(document);
    const sure = await confirmAction({
      title: `Delete “${title}”?`,
      text: 'It goes here and at ElevenLabs, and the agent no longer answers from it. This cannot be undone.',
      action: 'Delete',
    });
    if (!sure) return;
    this.dispatchEvent(new CustomEvent('document-deleted', { bubbles: true }));
    await removeDocument(document.id).catch((error: unknown) => showToast(failureMessage(error), 'problem'));
  }
}

function excerpt(content: string): string {
  const line = content
    .slice(0, excerptLength * 2)
    .replaceAll(/\s+/g, ' ')
    .trim();
  return line.length > excerptLength ? `${line.slice(0, excerptLength)} …` : line;
}

import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { confirmAction } from '../ui/confirm.ts';
import { failureMessage } from '../ui/failure-message.ts';
import { icons } from '../ui/icons.ts';
import { LightElement } from '../ui/light-element.ts';
import { openMenu } from '../ui/menu.ts';
import { shortened } from '../ui/shortened.ts';
import { showProblem, showToast } from '../ui/toast.ts';
import { timeView } from '../ui/when.ts';
import { lossSentence } from './agents.ts';
import { removeDocument } from './data.ts';
import { type KnowledgeDocument, type SyncView, titleOf } from './document.ts';
import { excerptOf } from './excerpt.ts';
import { retrySync } from './failures.ts';
import { retryResult, retryWords, statusWords } from './status-words.ts';

/** A document in the list: title, one line of text or the error, status, time and a menu. */
@customElement('knowledge-row')
export class KnowledgeRow extends LightElement {
  @property({ attribute: false }) document: KnowledgeDocument | null = null;
  /** Whether the document has a kept draft. */
  @property({ type: Boolean }) edited = false;
  /** The current minute; a new one re-renders the row, whose time is relative. */
  @property({ type: Number }) minute = 0;
  /** Whether it is known that no agent uses the document. */
  @property({ type: Boolean }) unused = false;
  @state() private retrying = false;

  protected override render(): TemplateResult | typeof nothing {
    const { document } = this;
    if (document === null) return nothing;
    const { content, editedAt, id, sync, tags, unsent } = document;
    const title = titleOf(document);
    const { label, tone } = this.retrying ? statusWords({ ...sync, status: 'syncing' }) : statusWords(sync);
    return html`<article class="row knowledge" data-document-id=${id} data-status=${sync.status} aria-labelledby="title-${id}">
      <h2 class="row-title" id="title-${id}"><button @click=${() => this.#send('view', document)}>${title}</button></h2>
      <p class="row-line">${problemView(sync) ?? html`<span class="excerpt">${excerptOf(content, document.title)}</span>`}</p>
      <p class="row-state">
        <span class="status" data-tone=${tone}>${label}</span>
        ${editedAt === null ? nothing : html`<span class="meta">${timeView(editedAt)}</span>`}
        ${this.edited ? html`<span class="meta">Unsaved changes</span>` : nothing}
        ${unsent ? html`<span class="unsent">Waiting for connection</span>` : nothing}
      </p>
      ${this.#retries(document)}
      ${tags.length === 0 ? nothing : html`<p class="row-tags">${tags.map((tag) => html`<span class="tag">${tag}</span>`)}</p>`}
      <button class="icon" aria-label="Actions for “${title}”" aria-haspopup="menu" aria-expanded="false"
        @click=${(event: Event) => this.#openMenu(document, event)}>${icons.more}</button>
    </article>`;
  }

  #retries({ sync }: KnowledgeDocument): TemplateResult | typeof nothing {
    const shown = sync.status === 'failed' || sync.status === 'syncing';
    const words = shown ? retryWords(sync.attempts, sync.nextAttemptAt, new Date()) : '';
    if (words !== '') return html`<p class="row-retries meta" data-testid="retries">${words}</p>`;
    return this.unused ? html`<p class="row-retries meta unused">No agent uses it</p>` : nothing;
  }

  #openMenu(document: KnowledgeDocument, { currentTarget }: Event): void {
    if (!(currentTarget instanceof HTMLElement)) return;
    const retry = { label: 'Retry', run: () => void this.#retry(document) };
    openMenu(currentTarget, [
      { label: 'View', run: () => this.#send('view', document) },
      { label: 'Edit', run: () => this.#edit(document) },
      ...(document.sync.status === 'completed' ? [] : [retry]),
      { label: 'Delete', run: () => void this.#delete(document) },
    ]);
  }

  async #retry(document: KnowledgeDocument): Promise<void> {
    if (this.retrying) return;
    this.retrying = true;
    const title = shortened(titleOf(document));
    try {
      const { message, tone } = retryResult(title, await retrySync(document.id));
      showToast(message, { tone });
    } catch (error) {
      showProblem(failureMessage(error));
    } finally {
      this.retrying = false;
    }
  }

  #edit(document: KnowledgeDocument): void {
    if (document.version === null) showProblem('Your last change is not sent yet. Edit it when you are online again.');
    else this.#send('edit', document);
  }

  #send(name: 'view' | 'edit', document: KnowledgeDocument): void {
    this.dispatchEvent(new CustomEvent<KnowledgeDocument>(name, { detail: document, bubbles: true }));
  }

  async #delete(document: KnowledgeDocument): Promise<void> {
    const sure = await confirmAction({
      title: `Delete “${titleOf(document)}”?`,
      text: 'This deletes the document here and in ElevenLabs.',
      details: lossSentence(document.id),
      action: 'Delete',
    });
    if (!sure) return;
    const next = nextRow(this)?.querySelector<HTMLElement>('button.icon') ?? this.closest<HTMLElement>('main');
    removeDocument(document);
    next?.focus();
  }
}

/** Why the document is not synced or not indexed; null when nothing is wrong. */
function problemView({ error, index, status }: SyncView): TemplateResult | null {
  if (error !== null) return html`<span class="error" data-testid="sync-error">${error.message}</span>`;
  const reason = status === 'completed' ? (index?.message ?? '') : '';
  return reason === ''
    ? null
    : html`<span class="warning" data-testid="index-problem" title=${reason}>${reason}</span>`;
}

/** The next row, or the previous one at the end of the list. */
function nextRow(row: HTMLElement): Element | null {
  const item = row.closest('li');
  return item?.nextElementSibling ?? item?.previousElementSibling ?? null;
}

import { html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { createRef, ref } from 'lit/directives/ref.js';
import { repeat } from 'lit/directives/repeat.js';
import { announce } from '../ui/announce.ts';
import { LightElement } from '../ui/light-element.ts';
import { Live } from '../ui/live.ts';
import { type KnowledgePage, watchNewest } from './data.ts';
import { type KnowledgeDocument, titleOf } from './document.ts';
import './edit-dialog.ts';
import type { KnowledgeEditDialog } from './edit-dialog.ts';
import './failures-panel.ts';
import './row.ts';
import type { KnowledgeRow } from './row.ts';
import { statusLabels } from './status-words.ts';

/** Documents that are shown at first, and more of them with each Load more (the contract). */
const pageSize = 25;

/** The live list of documents, the newest edits first. */
@customElement('knowledge-list')
export class KnowledgeList extends LightElement {
  @state() private shown = pageSize;

  readonly #page = new Live<KnowledgePage>(this, (page, before) => this.#changed(page, before));
  readonly #editDialog = createRef<KnowledgeEditDialog>();
  #firstNew: number | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#page.follow(watchNewest(this.shown));
  }

  protected override render(): TemplateResult {
    return html`<section aria-labelledby="documents-heading" data-testid="documents">
        <h2 id="documents-heading" tabindex="-1">Documents</h2>
        ${this.#content()}
      </section>
      <knowledge-edit-dialog ${ref(this.#editDialog)}></knowledge-edit-dialog>`;
  }

  #content(): TemplateResult {
    const { followed } = this.#page;
    if (followed.state === 'loading') return html`<p aria-busy="true">Loading the documents …</p>`;
    if (followed.state === 'failed') {
      return html`<p class="problem" role="alert">${followed.message}</p>
        <button class="outline" @click=${() => this.#page.again()}>Try again</button>`;
    }
    const { documents, more } = followed.value;
    return html`
      <knowledge-failures .documents=${documents}></knowledge-failures>
      ${documents.length === 0 ? html`<p class="note">There are no documents yet. Add the first one.</p>` : nothing}
      <ul class="plain" @edit-document=${this.#edit} @document-deleted=${this.#deleted}>
        ${repeat(
          documents,
          ({ id }) => id,
          (document) => html`<li><knowledge-row .document=${document}></knowledge-row></li>`,
        )}
      </ul>
      ${more ? html`<button class="outline" @click=${this.#loadMore}>Load more</button>` : nothing}
    `;
  }

  #edit(event: CustomEvent<KnowledgeDocument>): void {
    void this.#editDialog.value?.open(event.detail);
  }

  #deleted(): void {
    this.querySelector<HTMLElement>('#documents-heading')?.focus();
  }

  #loadMore(): void {
    this.#firstNew = this.shown;
    this.shown += pageSize;
    this.#page.follow(watchNewest(this.shown));
  }

  #changed(page: KnowledgePage, before: KnowledgePage | null): void {
    announceChanges(page.documents, before?.documents ?? []);
  }

  protected override async updated(): Promise<void> {
    if (this.#firstNew === null) return;
    const row = this.querySelectorAll<KnowledgeRow>('knowledge-row')[this.#firstNew];
    if (row === undefined) return;
    this.#firstNew = null;
    await row.updateComplete;
    row.querySelector<HTMLElement>('h3')?.focus();
  }
}

function announceChanges(now: readonly KnowledgeDocument[], before: readonly KnowledgeDocument[]): void {
  const statusBefore = new Map(before.map(({ id, sync }) => [id, sync.status]));
  for (const document of now) {
    const { id, sync } = document;
    const was = statusBefore.get(id);
    if (was === undefined || was === sync.status) continue;
    const reason = sync.status === 'failed' ? (sync.error?.message ?? '') : '';
    announce(`“${titleOf(document)}”: ${statusLabels[sync.status]}. ${reason}`.trim());
  }
}

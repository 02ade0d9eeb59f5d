import { html, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { type SyncStatus, syncStatuses } from '../../../functions/src/client.ts';
import { LightElement } from '../ui/light-element.ts';
import '../ui/search-field.ts';
import type { KnowledgeCounts } from './counts.ts';
import type { KnowledgeFilter } from './filter.ts';
import { statusLabels } from './status-words.ts';

/** The filters of the list. Fires `filter` with the whole filter, and `search` with the text. */
@customElement('knowledge-toolbar')
export class KnowledgeToolbar extends LightElement {
  @property({ attribute: false }) counts: KnowledgeCounts | null = null;
  @property({ attribute: false }) filter: KnowledgeFilter = { status: null, tag: null };
  /** The tags of the loaded documents. */
  @property({ attribute: false }) tags: readonly string[] = [];

  /** Empties the search field, and gives it the focus. */
  clearSearch(): void {
    this.querySelector('search-field')?.clear();
  }

  protected override render(): TemplateResult {
    const { counts, filter } = this;
    const tags = filter.tag === null || this.tags.includes(filter.tag) ? this.tags : [filter.tag, ...this.tags];
    return html`<div class="toolbar">
      <fieldset class="chips">
        <legend class="visually-hidden">Filter by status</legend>
        ${this.#chip(null, 'All', counts?.all)}
        ${syncStatuses.map((status) => this.#chip(status, statusLabels[status], counts?.[status]))}
      </fieldset>
      <div class="toolbar-tools">
        <select aria-label="Filter by tag" ?disabled=${tags.length === 0} @change=${this.#chooseTag}>
          <option value="" .selected=${live(filter.tag === null)}>All tags</option>
          ${tags.map((tag) => html`<option value=${tag} .selected=${live(tag === filter.tag)}>${tag}</option>`)}
        </select>
        <search-field label="Search loaded documents" placeholder="Search"
          @search=${(event: CustomEvent<string>) => this.dispatchEvent(new CustomEvent('search', { detail: event.detail }))}></search-field>
      </div>
    </div>`;
  }

  #chip(status: SyncStatus | null, label: string, count: number | undefined): TemplateResult {
    return html`<button class="chip" data-status=${status ?? 'all'} aria-pressed=${status === this.filter.status}
      @click=${() => this.#send({ ...this.filter, status })}>${label}
      <span class="count">${count?.toLocaleString('en-US') ?? ''}</span></button>`;
  }

  #chooseTag({ target }: Event): void {
    if (target instanceof HTMLSelectElement) this.#send({ ...this.filter, tag: target.value || null });
  }

  #send(filter: KnowledgeFilter): void {
    this.dispatchEvent(new CustomEvent<KnowledgeFilter>('filter', { detail: filter }));
  }
}

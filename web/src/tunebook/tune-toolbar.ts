import { html, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { type LearnStatus, learnStatuses } from '../../../functions/src/client.ts';
import { wordOf } from '../ui/fields.ts';
import { LightElement } from '../ui/light-element.ts';
import '../ui/search-field.ts';
import { learnStatusLabel } from './learn-status-options.ts';
import type { Tune } from './tune.ts';
import { allTunes, countBy, type TuneFilter, type TuneOrder, tuneOrders } from './tune-filter.ts';

const orderWords: Readonly<Record<TuneOrder, string>> = { name: 'By name', type: 'By type', added: 'Newest first' };

/** The filters and the order of the collection. Fires `filter` with the whole filter. */
@customElement('tune-toolbar')
export class TuneToolbar extends LightElement {
  @property({ attribute: false }) tunes: readonly Tune[] = [];
  @property({ attribute: false }) filter: TuneFilter = allTunes;

  /** Empties the search field, and gives it the focus. */
  clearSearch(): void {
    this.querySelector('search-field')?.clear();
  }

  protected override render(): TemplateResult {
    const { filter, tunes } = this;
    const statuses = countBy(tunes, 'learnStatus');
    const types = [...countBy(tunes, 'type')].sort(([a], [b]) => a.localeCompare(b));
    return html`<div class="toolbar">
      <fieldset class="chips">
        <legend class="visually-hidden">Filter by learn status</legend>
        ${this.#chip(null, 'All', tunes.length)}
        ${learnStatuses.map((status) => this.#chip(status, learnStatusLabel(status), statuses.get(status) ?? 0))}
      </fieldset>
      <div class="toolbar-tools">
        <select aria-label="Filter by type" @change=${this.#chooseType}>
          <option value="" .selected=${live(filter.type === null)}>All types</option>
          ${types.map(([type, count]) => html`<option value=${type} .selected=${live(type === filter.type)}>${type} (${count})</option>`)}
        </select>
        <select aria-label="Sort" @change=${this.#chooseOrder}>
          ${tuneOrders.map((order) => html`<option value=${order} .selected=${live(order === filter.order)}>${orderWords[order]}</option>`)}
        </select>
        <search-field label="Search names and notes" placeholder="Search"
          @search=${(event: CustomEvent<string>) => this.#send({ typed: event.detail })}></search-field>
      </div>
    </div>`;
  }

  #chip(status: LearnStatus | null, name: string, count: number): TemplateResult {
    return html`<button class="chip" aria-pressed=${status === this.filter.status} @click=${() => this.#send({ status })}>
      ${name} <span class="count">${count.toLocaleString('en-US')}</span></button>`;
  }

  #chooseType({ target }: Event): void {
    if (target instanceof HTMLSelectElement) this.#send({ type: target.value || null });
  }

  #chooseOrder({ target }: Event): void {
    if (!(target instanceof HTMLSelectElement)) return;
    this.#send({ order: wordOf(tuneOrders, target.value) ?? 'name' });
  }

  #send(change: Partial<TuneFilter>): void {
    this.dispatchEvent(new CustomEvent<TuneFilter>('filter', { detail: { ...this.filter, ...change } }));
  }
}

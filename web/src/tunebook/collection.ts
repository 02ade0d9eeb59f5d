import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { createRef, ref } from 'lit/directives/ref.js';
import { repeat } from 'lit/directives/repeat.js';
import type { LearnStatus } from '../../../functions/src/shared/learn-status.ts';
import { LightElement } from '../ui/light-element.ts';
import { Live } from '../ui/live.ts';
import { watchTunes } from './data.ts';
import { learnStatusOptions, readLearnStatus } from './learn-status-options.ts';
import './notes-dialog.ts';
import type { NotesDialog } from './notes-dialog.ts';
import { matchesWords, searchWords } from './search.ts';
import type { Tune } from './tune.ts';
import './tune-row.ts';

/** Rows that are rendered at first, and more of them with each Show more: keeps typing far below 50 ms a key. */
const pageSize = 50;

/** One's own collection: live, searchable, each tune's learn status to be changed in place. */
@customElement('tune-collection')
export class TuneCollection extends LightElement {
  @property() uid = '';

  @state() private typed = '';
  @state() private status: LearnStatus | null = null;
  @state() private shown = pageSize;

  readonly #tunes = new Live<readonly Tune[]>(this);
  readonly #notes = createRef<NotesDialog>();

  override connectedCallback(): void {
    super.connectedCallback();
    this.#tunes.follow(watchTunes(this.uid));
  }

  protected override render(): TemplateResult {
    return html`<section aria-labelledby="collection-heading" data-testid="collection">
        <h2 id="collection-heading" tabindex="-1">Your collection</h2>
        <p class="note">A tune that you delete comes back with the next sync. A tune that was removed at thesession.org stays here.</p>
        ${this.#content()}
      </section>
      <notes-dialog ${ref(this.#notes)} .uid=${this.uid}></notes-dialog>`;
  }

  #content(): TemplateResult {
    const { followed } = this.#tunes;
    if (followed.state === 'loading') return html`<p aria-busy="true">Loading your tunes …</p>`;
    if (followed.state === 'failed') {
      return html`<p class="problem" role="alert">${followed.message}</p>
        <button class="outline" @click=${() => this.#tunes.again()}>Try again</button>`;
    }
    const tunes = followed.value;
    if (tunes.length === 0) return html`<p class="note">There are no tunes yet. Bring a tunebook over to fill it.</p>`;
    const words = searchWords(this.typed);
    const matching = tunes.filter(
      (tune) => (this.status === null || tune.learnStatus === this.status) && matchesWords(tune.searchText, words),
    );
    return html`
      ${this.#filters()}
      <p role="status" data-testid="tune-count">${countLine(matching.length, tunes.length)}</p>
      <ul class="plain tunes" @edit-notes=${this.#editNotes} @tune-deleted=${this.#focusHeading}>
        ${repeat(
          matching.slice(0, this.shown),
          ({ id }) => id,
          (tune) => html`<li><tune-row .uid=${this.uid} .tune=${tune}></tune-row></li>`,
        )}
      </ul>
      ${matching.length > this.shown ? html`<button class="outline" @click=${this.#showMore}>Show ${pageSize} more</button>` : nothing}
    `;
  }

  #filters(): TemplateResult {
    return html`<div class="filters">
      <div>
        <label for="tune-search">Search</label>
        <input id="tune-search" type="search" placeholder="Name or kind" autocomplete="off" @input=${this.#search} />
      </div>
      <div>
        <label for="tune-filter">Show</label>
        <select id="tune-filter" @change=${this.#filter}>
          <option value="">all tunes</option>
          ${learnStatusOptions(this.status)}
        </select>
      </div>
    </div>`;
  }

  #search({ target }: Event): void {
    if (target instanceof HTMLInputElement) this.typed = target.value;
    this.shown = pageSize;
  }

  #filter({ target }: Event): void {
    this.status = readLearnStatus(target);
    this.shown = pageSize;
  }

  #showMore(): void {
    this.shown += pageSize;
  }

  #editNotes(event: CustomEvent<Tune>): void {
    void this.#notes.value?.open(event.detail);
  }

  #focusHeading(): void {
    this.querySelector<HTMLElement>('#collection-heading')?.focus();
  }
}

function countLine(matching: number, all: number): string {
  const total = all === 1 ? '1 tune' : `${all.toLocaleString('en-US')} tunes`;
  return matching === all ? total : `${matching.toLocaleString('en-US')} of ${total}`;
}

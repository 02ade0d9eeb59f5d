import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { createRef, ref } from 'lit/directives/ref.js';
import { repeat } from 'lit/directives/repeat.js';
import { heldChanges, isHeld } from '../firebase/held-deletions.ts';
import { download } from '../ui/download.ts';
import { icons } from '../ui/icons.ts';
import { KeptFocus } from '../ui/kept-focus.ts';
import { LightElement } from '../ui/light-element.ts';
import { Live } from '../ui/live.ts';
import { showToast } from '../ui/toast.ts';
import { csvOf } from './csv.ts';
import { tunePath, watchTunes } from './data.ts';
import './notes-dialog.ts';
import type { NotesDialog } from './notes-dialog.ts';
import { allTunes, matchingTunes, type TuneFilter } from './tune-filter.ts';
import './tune-row.ts';
import './tune-toolbar.ts';
import type { Tune } from './tune.ts';
import type { TuneToolbar } from './tune-toolbar.ts';

/** Rows rendered at a time, as the user scrolls: rendering thousands at once takes a second. */
const rowsAtOnce = 60;

/** The user's collection, live, with filters, sorting and search. While empty it offers an import and fires `import`. */
@customElement('tune-collection')
export class TuneCollection extends LightElement {
  @property() uid = '';
  @property({ type: Boolean }) importing = false;

  @state() private filter: TuneFilter = allTunes;
  @state() private rows = rowsAtOnce;

  readonly #tunes = new Live<readonly Tune[]>(this);
  readonly #notes = createRef<NotesDialog>();
  readonly #toolbar = createRef<TuneToolbar>();
  readonly #render = () => this.requestUpdate();
  readonly #end = new IntersectionObserver(
    (entries) => {
      if (entries.some(({ isIntersecting }) => isIntersecting)) this.rows += rowsAtOnce;
    },
    { rootMargin: '1000px' },
  );
  /** Index of the row that had the focus last; -1 for none. */
  #place = -1;

  constructor() {
    super();
    // A row goes when its new learn status does not match the filter, and a button with its message.
    new KeptFocus(this, { next: () => this.#nextFocus() });
  }

  override connectedCallback(): void {
    super.connectedCallback();
    heldChanges.addEventListener('change', this.#render);
    this.#tunes.follow(watchTunes(this.uid));
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    heldChanges.removeEventListener('change', this.#render);
    this.#end.disconnect();
  }

  protected override render(): TemplateResult {
    return html`<section aria-label="Your collection" data-testid="collection">${this.#content()}</section>
      <notes-dialog ${ref(this.#notes)} .uid=${this.uid}></notes-dialog>`;
  }

  #content(): TemplateResult {
    const { followed } = this.#tunes;
    if (followed.state === 'loading')
      return html`<div class="empty"><p aria-busy="true">Loading your tunes …</p></div>`;
    if (followed.state === 'failed') {
      return html`<div class="empty"><p class="problem" role="alert">${followed.message}</p>
        <button class="secondary" @click=${() => this.#tunes.again()}>Try again</button></div>`;
    }
    const tunes = followed.value.filter((tune) => !isHeld(tunePath(this.uid, tune)));
    if (tunes.length === 0) return this.#empty();
    const matching = matchingTunes(tunes, this.filter);
    return html`
      <tune-toolbar ${ref(this.#toolbar)} .tunes=${tunes} .filter=${this.filter} @filter=${(event: CustomEvent<TuneFilter>) => this.#filter(event.detail)}></tune-toolbar>
      <div class="list-head">
        <p class="note" role="status" data-testid="tune-count">${countLine(matching.length, tunes.length)}</p>
        <button class="link" @click=${() => exportTunes(matching)}>Export CSV</button>
      </div>
      ${matching.length === 0 ? this.#noMatch() : this.#list(matching)}
    `;
  }

  #list(matching: readonly Tune[]): TemplateResult {
    return html`<ul class="list" aria-label="Tunes" @edit-notes=${this.#editNotes} @focusin=${this.#rememberPlace}>
      ${repeat(
        matching.slice(0, this.rows),
        ({ id }) => id,
        (tune) => html`<li><tune-row .uid=${this.uid} .tune=${tune}></tune-row></li>`,
      )}
    </ul>
    ${matching.length > this.rows ? html`<div class="list-rest" aria-hidden="true"></div>` : nothing}`;
  }

  #noMatch(): TemplateResult {
    return html`<div class="empty"><p>No tune matches these filters.</p>
      <button class="secondary" @click=${this.#showAll}>Show all tunes</button></div>`;
  }

  #empty(): TemplateResult {
    if (this.importing) return html`<div class="empty"><p>Your tunes appear here as they arrive.</p></div>`;
    return html`<div class="empty" data-testid="no-tunes">
      <h2>No tunes yet</h2>
      <p>Import your tunebook from thesession.org to keep track of what you are learning.</p>
      <button @click=${() => this.dispatchEvent(new Event('import'))}>${icons.download}Import tunebook</button>
    </div>`;
  }

  protected override updated(_changed: PropertyValues): void {
    const rest = this.querySelector('.list-rest');
    // A fresh observation reports the end of the list even if it stayed near the screen.
    this.#end.disconnect();
    if (rest !== null) this.#end.observe(rest);
  }

  #nextFocus(): HTMLElement | null {
    const rows = this.querySelectorAll<HTMLElement>('tune-row select');
    return rows[Math.min(this.#place, rows.length - 1)] ?? this.querySelector('.chip') ?? this.closest('main');
  }

  #showAll(): void {
    this.#toolbar.value?.clearSearch();
    this.#filter({ ...allTunes, order: this.filter.order });
  }

  #filter(filter: TuneFilter): void {
    this.filter = filter;
    this.rows = rowsAtOnce;
  }

  #rememberPlace({ target }: Event): void {
    this.#place = [...this.querySelectorAll('tune-row')].findIndex(
      (row) => target instanceof Node && row.contains(target),
    );
  }

  #editNotes(event: CustomEvent<Tune>): void {
    void this.#notes.value?.open(event.detail);
  }
}

function exportTunes(tunes: readonly Tune[]): void {
  download('tunebook.csv', 'text/csv', csvOf(tunes));
  showToast(tunes.length === 1 ? '1 tune exported.' : `${tunes.length.toLocaleString('en-US')} tunes exported.`);
}

function countLine(matching: number, all: number): string {
  const total = all === 1 ? '1 tune' : `${all.toLocaleString('en-US')} tunes`;
  return matching === all ? total : `${matching.toLocaleString('en-US')} of ${total}`;
}

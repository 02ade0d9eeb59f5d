import { html, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { icons } from './icons.ts';
import { LightElement } from './light-element.ts';

declare global {
  interface HTMLElementTagNameMap {
    'search-field': SearchField;
  }
}

/** A field that filters a list while the user types: fires `search` with the text. `/` focuses it, Escape clears it. */
@customElement('search-field')
export class SearchField extends LightElement {
  @property() label = 'Search';
  @property() placeholder = '';

  readonly #focusOnSlash = (event: KeyboardEvent) => {
    const { target } = event;
    const typing = target instanceof Element && target.closest('input, textarea, select, dialog') !== null;
    if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || typing) return;
    event.preventDefault();
    this.querySelector('input')?.focus();
  };

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('keydown', this.#focusOnSlash);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('keydown', this.#focusOnSlash);
  }

  protected override render(): TemplateResult {
    return html`<div class="search-field">
      ${icons.search}
      <input type="search" aria-label=${this.label} aria-keyshortcuts="/" placeholder=${this.placeholder} autocomplete="off"
        @input=${this.#send} @keydown=${(event: KeyboardEvent) => event.key === 'Escape' && this.clear()} />
      <kbd aria-hidden="true">/</kbd>
    </div>`;
  }

  #send({ target }: Event): void {
    if (target instanceof HTMLInputElement) this.dispatchEvent(new CustomEvent('search', { detail: target.value }));
  }

  /** Empties the field, and gives it the focus. */
  clear(): void {
    const input = this.querySelector('input');
    if (input === null) return;
    input.value = '';
    input.focus();
    this.dispatchEvent(new CustomEvent('search', { detail: '' }));
  }
}

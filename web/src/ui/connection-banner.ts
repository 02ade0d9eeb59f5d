import { html, nothing, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import './banner.css';
import { connectionChanges, connectionState } from './connection.ts';
import { LightElement } from './light-element.ts';

const sentences = {
  offline: 'You are offline. What you see may be out of date; your changes are sent when you are back online.',
  stale: 'The server is not responding. What you see may be out of date; your changes are sent when it is back.',
};

/** The banner at the top of the page while it has no connection. */
@customElement('connection-banner')
export class ConnectionBanner extends LightElement {
  readonly #update = () => this.requestUpdate();

  override connectedCallback(): void {
    super.connectedCallback();
    connectionChanges.addEventListener('change', this.#update);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    connectionChanges.removeEventListener('change', this.#update);
  }

  protected override render(): TemplateResult {
    const state = connectionState();
    return html`<div role="status">
      ${state === 'connected' ? nothing : html`<p class="banner" data-testid="connection" data-state=${state}>${sentences[state]}</p>`}
    </div>`;
  }
}

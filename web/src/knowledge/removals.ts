import { html, nothing, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { LightElement } from '../ui/light-element.ts';
import { Live } from '../ui/live.ts';
import { watchRemovals } from './data.ts';
import type { Removal } from './document.ts';
import { retryWords } from './status-words.ts';

/** Lists deleted documents that are still at ElevenLabs; empty without such documents. */
@customElement('knowledge-removals')
export class KnowledgeRemovals extends LightElement {
  readonly #removals = new Live<readonly Removal[]>(this);

  override connectedCallback(): void {
    super.connectedCallback();
    this.#removals.follow(watchRemovals());
  }

  protected override render(): TemplateResult | typeof nothing {
    const { followed } = this.#removals;
    if (followed.state === 'failed') return html`<p class="problem">${followed.message}</p>`;
    if (followed.state === 'loading' || followed.value.length === 0) return nothing;
    const count = followed.value.length;
    return html`<details class="panel removals" data-testid="removals">
      <summary>${count === 1 ? '1 deleted document is' : `${count} deleted documents are`} still at ElevenLabs</summary>
      <p class="note">They are removed automatically.</p>
      <ul class="plain">${followed.value.map(removalLine)}</ul>
    </details>`;
  }
}

function removalLine({ id, title, attempts, error, nextAttemptAt }: Removal): TemplateResult {
  const retries = retryWords(attempts, nextAttemptAt, new Date());
  return html`<li class="panel-row" data-removal-id=${id}>
    <span>${title}${error === null ? nothing : html`<span class="problem"> ${error.message}</span>`}</span>
    ${retries === '' ? nothing : html`<span class="meta">${retries}</span>`}
  </li>`;
}

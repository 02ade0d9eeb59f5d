import { html, nothing, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { LightElement } from '../ui/light-element.ts';
import { Live } from '../ui/live.ts';
import { watchRemovals } from './data.ts';
import type { Removal } from './document.ts';
import { nextAttemptWords } from './status-words.ts';

/** Lists what was deleted here and still has to go at ElevenLabs; shows nothing when that is done. */
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
    return html`<section aria-labelledby="removals-heading" data-testid="removals">
      <h3 id="removals-heading">Still being removed</h3>
      <p class="note">Deleted here; ElevenLabs still has to delete its copy. This goes on by itself.</p>
      <ul class="plain">${followed.value.map(removalLine)}</ul>
    </section>`;
  }
}

function removalLine(removal: Removal): TemplateResult {
  const { documentId, attempts, error, nextAttemptAt } = removal;
  return html`<li class="row" data-removal-id=${removal.id}>
    <p class="details">
      <code>${documentId}</code>
      ${attempts > 1 ? html`<span>retry ${attempts - 1}</span>` : nothing}
      ${nextAttemptAt === null ? nothing : html`<span>${nextAttemptWords(nextAttemptAt, new Date())}</span>`}
    </p>
    ${error === null ? nothing : html`<p class="problem">${error.message}</p>`}
  </li>`;
}

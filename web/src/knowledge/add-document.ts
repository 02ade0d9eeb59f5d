import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { createRef, ref } from 'lit/directives/ref.js';
import type { Draft } from '../../../functions/src/shared/draft.ts';
import { announce } from '../ui/announce.ts';
import { failureMessage } from '../ui/failure-message.ts';
import { LightElement } from '../ui/light-element.ts';
import { addDocument } from './data.ts';
import { titleOf } from './document.ts';
import { emptyDraft, type KnowledgeForm } from './form.ts';

/**
 * The form that adds a document. It is free for the next one at once; a draft that the server then
 * refuses is handed back.
 */
@customElement('knowledge-add')
export class KnowledgeAdd extends LightElement {
  @property() uid = '';
  @state() private refused: { draft: Draft; message: string } | null = null;

  readonly #form = createRef<KnowledgeForm>();

  protected override render(): TemplateResult {
    return html`<section class="panel" aria-labelledby="add-heading" data-testid="add-document">
      <h2 id="add-heading">Add a document</h2>
      <div role="alert">${this.#refusal()}</div>
      <knowledge-form ${ref(this.#form)} idPrefix="new" action="Add document" .initial=${emptyDraft} @draft=${this.#add}></knowledge-form>
    </section>`;
  }

  #refusal(): TemplateResult | typeof nothing {
    const { refused } = this;
    if (refused === null) return nothing;
    return html`<p class="problem">“${titleOf(refused.draft)}” was not saved. ${refused.message}</p>
      <button type="button" class="outline" @click=${() => this.#takeBack(refused.draft)}>Put it back into the form</button>`;
  }

  async #add(event: CustomEvent<Draft>): Promise<void> {
    const draft = event.detail;
    this.refused = null;
    this.#form.value?.fill(emptyDraft);
    announce(`“${titleOf(draft)}” is added.`);
    this.querySelector<HTMLElement>('input')?.focus();
    try {
      await addDocument(draft, this.uid);
    } catch (error) {
      this.refused = { draft, message: failureMessage(error) };
    }
  }

  #takeBack(draft: Draft): void {
    this.refused = null;
    this.#form.value?.fill(draft);
    this.querySelector<HTMLElement>('input')?.focus();
  }
}

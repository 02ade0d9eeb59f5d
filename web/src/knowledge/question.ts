import { html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { call } from '../firebase/callable.ts';
import { failureMessage } from '../ui/failure-message.ts';
import { fieldsOf, itemsOf, textOf } from '../ui/fields.ts';
import { LightElement } from '../ui/light-element.ts';
import { showProblem } from '../ui/toast.ts';
import { readDocumentById } from './data.ts';
import type { KnowledgeDocument } from './document.ts';

/** The longest question, the same as the function's limit. */
const questionCharacters = 500;

/** Part of a document that the agent found. */
interface Chunk {
  /** '' for a document that is not in this list. */
  documentId: string;
  title: string;
  text: string;
}

type Asked =
  | { state: 'nothing' }
  | { state: 'asking' }
  | { state: 'answered'; question: string; chunks: readonly Chunk[] }
  | { state: 'failed'; message: string };

/** Shows what the agent finds in its documents for a question. Fires `view` with a document to open. */
@customElement('knowledge-question')
export class KnowledgeQuestion extends LightElement {
  @state() private asked: Asked = { state: 'nothing' };

  protected override render(): TemplateResult {
    const asking = this.asked.state === 'asking';
    return html`<details class="panel question" data-testid="question">
      <summary>Try a question</summary>
      <form @submit=${this.#submit}>
        <label class="visually-hidden" for="question">Question</label>
        <input id="question" name="question" required maxlength=${questionCharacters} autocomplete="off"
          placeholder="What would a caller ask?">
        <button aria-busy=${asking} ?disabled=${asking}>Ask</button>
      </form>
      <div role="status">${this.#answer()}</div>
    </details>`;
  }

  #answer(): TemplateResult | typeof nothing {
    const { asked } = this;
    switch (asked.state) {
      case 'nothing':
        return nothing;
      case 'asking':
        return html`<p class="note">Asking the agent …</p>`;
      case 'failed':
        return html`<p class="problem">${asked.message}</p>`;
      case 'answered':
        return asked.chunks.length === 0
          ? html`<p class="note">The agent finds nothing about “${asked.question}”.</p>`
          : html`<p class="note">For “${asked.question}” the agent reads:</p>
            <ol class="plain chunks">${asked.chunks.map((chunk) => this.#chunk(chunk))}</ol>`;
    }
  }

  #chunk({ documentId, text, title }: Chunk): TemplateResult {
    return html`<li data-testid="chunk">
      ${
        documentId === ''
          ? html`<strong>${title}</strong> <span class="tag">Not in this list</span>`
          : html`<button class="link" @click=${() => this.#open(documentId)}>${title}</button>`
      }
      <p>${text}</p>
    </li>`;
  }

  readonly #submit = (event: SubmitEvent) => {
    event.preventDefault();
    const question = this.querySelector('input')?.value.trim() ?? '';
    if (question !== '' && this.asked.state !== 'asking') void this.#ask(question);
  };

  async #ask(question: string): Promise<void> {
    this.asked = { state: 'asking' };
    try {
      const { chunks } = fieldsOf(await call('askAgent', { query: question }));
      this.asked = { state: 'answered', question, chunks: itemsOf(chunks).map(readChunk) };
    } catch (error) {
      this.asked = { state: 'failed', message: failureMessage(error) };
    }
  }

  async #open(documentId: string): Promise<void> {
    try {
      const document = await readDocumentById(documentId);
      if (document === null) showProblem('This document was deleted.');
      else this.dispatchEvent(new CustomEvent<KnowledgeDocument>('view', { detail: document, bubbles: true }));
    } catch (error) {
      showProblem(failureMessage(error));
    }
  }
}

function readChunk(value: unknown): Chunk {
  const { documentId, text, title } = fieldsOf(value);
  return { documentId: textOf(documentId), text: textOf(text), title: textOf(title) || '(untitled)' };
}

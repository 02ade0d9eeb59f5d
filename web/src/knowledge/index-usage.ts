import { doc } from 'firebase/firestore';
import { html, nothing, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { database, watchDocument } from '../firebase/firestore.ts';
import { countOf, fieldsOf } from '../ui/fields.ts';
import { LightElement } from '../ui/light-element.ts';
import { Live } from '../ui/live.ts';
import { fullIndexSentences, type IndexUsage } from './index-words.ts';
import { paths } from './paths.ts';

/** Warns, live, while documents have no room in the ElevenLabs index. */
@customElement('knowledge-index-usage')
export class KnowledgeIndexUsage extends LightElement {
  readonly #usage = new Live<IndexUsage>(this);

  override connectedCallback(): void {
    super.connectedCallback();
    this.#usage.follow(
      watchDocument(doc(database(), paths.knowledgeIndexUsage), (snapshot) => readUsage(snapshot.data())),
    );
  }

  protected override render(): TemplateResult {
    const usage = this.#usage.value;
    return html`<div role="status">${
      usage === null || usage.documents === 0
        ? nothing
        : html`<div class="panel alert" data-testid="index-full"><p>${fullIndexSentences(usage)}</p></div>`
    }</div>`;
  }
}

function readUsage(value: unknown): IndexUsage {
  const { documents, usedBytes, maxBytes } = fieldsOf(value);
  const bytes = (field: unknown) => (typeof field === 'number' && field >= 0 ? field : null);
  return { documents: countOf(documents), usedBytes: bytes(usedBytes), maxBytes: bytes(maxBytes) };
}

import { html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { failureMessage } from '../ui/failure-message.ts';
import { KeptFocus } from '../ui/kept-focus.ts';
import { LightElement } from '../ui/light-element.ts';
import { Live } from '../ui/live.ts';
import { shortened } from '../ui/shortened.ts';
import { showProblem, showToast } from '../ui/toast.ts';
import { watchRemovals } from './data.ts';
import type { Removal } from './document.ts';
import { retrySync } from './failures.ts';
import { retryWords } from './status-words.ts';

/** Lists deleted documents that are still at ElevenLabs; shows nothing when the list is empty. */
@customElement('knowledge-removals')
export class KnowledgeRemovals extends LightElement {
  /** The documents that an editor is removing now, by id. */
  @state() private trying: ReadonlySet<string> = new Set();

  readonly #removals = new Live<readonly Removal[]>(this);

  constructor() {
    super();
    // A button goes with its line.
    new KeptFocus(this, { next: () => this.querySelector('summary') ?? this.closest('main') });
  }

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
      <ul class="plain">${followed.value.map((removal) => this.#line(removal))}</ul>
    </details>`;
  }

  #line(removal: Removal): TemplateResult {
    const { id, documentId, title, attempts, error, nextAttemptAt } = removal;
    const retries = retryWords(attempts, nextAttemptAt, new Date());
    const trying = this.trying.has(documentId);
    return html`<li class="panel-row" data-removal-id=${id}>
      <div>
        <p>${title}</p>
        ${error === null ? nothing : html`<p class="problem">${error.message}</p>`}
        ${retries === '' ? nothing : html`<p class="note" data-testid="retries">${retries}</p>`}
      </div>
      <button class="secondary" aria-label="Try now to remove “${title}”" aria-busy=${trying} aria-disabled=${trying}
        @click=${() => this.#tryNow(removal)}>Try now</button>
    </li>`;
  }

  async #tryNow({ documentId, title }: Removal): Promise<void> {
    if (this.trying.has(documentId)) return;
    this.trying = new Set([...this.trying, documentId]);
    try {
      const { status, error } = await retrySync(documentId);
      if (status === 'removed') showToast(`“${shortened(title)}” is removed from ElevenLabs.`);
      else if (error === null) showToast(`“${shortened(title)}” is deleted. We check once more in a few minutes.`);
      else showProblem(`“${shortened(title)}” is still at ElevenLabs. ${error.message}`);
    } catch (error) {
      showProblem(failureMessage(error));
    } finally {
      this.trying = new Set([...this.trying].filter((id) => id !== documentId));
    }
  }
}

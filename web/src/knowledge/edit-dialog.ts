import type { Timestamp } from 'firebase/firestore';
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { createRef, ref } from 'lit/directives/ref.js';
import type { Draft } from '../../../functions/src/shared/draft.ts';
import { confirmAction } from '../ui/confirm.ts';
import { connectionState } from '../ui/connection.ts';
import { failureMessage } from '../ui/failure-message.ts';
import { LightElement } from '../ui/light-element.ts';
import { showToast } from '../ui/toast.ts';
import { saveDocument } from './data.ts';
import { type KnowledgeDocument, titleOf } from './document.ts';
import { emptyDraft, type KnowledgeForm } from './form.ts';

/** What stands in the way of saving, beside the editor's own text. */
type Obstacle =
  | { kind: 'newer'; current: KnowledgeDocument; own: Draft }
  /** The newer version is in the form now, and the editor's own text is still to be copied from. */
  | { kind: 'reloaded'; own: Draft }
  | { kind: 'deleted'; own: Draft }
  | { kind: 'failed'; message: string };

/** The modal dialog in which a document is edited. */
@customElement('knowledge-edit-dialog')
export class KnowledgeEditDialog extends LightElement {
  @state() private opened: { document: KnowledgeDocument; version: Timestamp } | null = null;
  @state() private busy = false;
  @state() private obstacle: Obstacle | null = null;

  readonly #dialog = createRef<HTMLDialogElement>();
  readonly #form = createRef<KnowledgeForm>();

  /** Opens the dialog on this version of a document. */
  async open(document: KnowledgeDocument): Promise<void> {
    if (document.version === null) return;
    this.opened = { document, version: document.version };
    this.obstacle = null;
    await this.updateComplete;
    this.#form.value?.fill(document);
    this.#dialog.value?.showModal();
  }

  protected override render(): TemplateResult {
    return html`<dialog ${ref(this.#dialog)} class="wide" aria-labelledby="edit-heading" data-testid="edit-dialog"
      @cancel=${this.#leave} @close=${this.#closed}>
      <article>
        <h2 id="edit-heading">Edit “${this.opened === null ? nothing : titleOf(this.opened.document)}”</h2>
        <div class="obstacle" role="alert" tabindex="-1">${this.#obstacle()}</div>
        <knowledge-form ${ref(this.#form)} idPrefix="edit" action="Save" ?busy=${this.busy}
          .initial=${this.opened?.document ?? emptyDraft} @draft=${this.#save}></knowledge-form>
        <footer><button class="secondary" @click=${this.#leave}>Close</button></footer>
      </article>
    </dialog>`;
  }

  #obstacle(): TemplateResult | typeof nothing {
    const { obstacle } = this;
    if (obstacle === null) return nothing;
    if (obstacle.kind === 'failed') return html`<p class="problem">${obstacle.message}</p>`;
    const own = html`<label>Your text, to copy from
      <textarea readonly rows="5" data-testid="own-text" .value=${`${obstacle.own.title}\n\n${obstacle.own.content}`}></textarea>
    </label>`;
    switch (obstacle.kind) {
      case 'deleted':
        return html`<p class="problem">Somebody has deleted this document. Nothing was saved.</p>${own}`;
      case 'reloaded':
        return html`<p>The form holds the newer version now.</p>${own}`;
      case 'newer':
        return html`<div data-testid="newer-version">
          <p class="problem">Somebody saved a newer version while you were writing. Nothing was overwritten.</p>
          ${own}
          <button type="button" @click=${() => this.#reload(obstacle)}>Load the newer version</button>
        </div>`;
    }
  }

  async #save(event: CustomEvent<Draft>): Promise<void> {
    const { opened } = this;
    const draft = event.detail;
    if (opened === null) return;
    if (!differs(opened.document, draft)) return this.#close();
    if (connectionState() === 'offline') {
      this.obstacle = { kind: 'failed', message: 'Saving needs a connection. Your text stays here until then.' };
      return;
    }
    this.busy = true;
    this.obstacle = null;
    try {
      const outcome = await saveDocument(opened.document.id, opened.version, draft);
      if (outcome.kind === 'newer') this.obstacle = { ...outcome, own: draft };
      else if (outcome.kind === 'deleted') this.obstacle = { ...outcome, own: draft };
      else this.#saved(draft);
    } catch (error) {
      this.obstacle = { kind: 'failed', message: `${failureMessage(error)} Your text is still here.` };
    } finally {
      this.busy = false;
    }
    if (this.obstacle === null) return;
    // It stands above a form that may be longer than the screen.
    await this.updateComplete;
    this.querySelector<HTMLElement>('.obstacle')?.focus();
  }

  #saved(draft: Draft): void {
    showToast(`“${titleOf(draft)}” is saved.`);
    this.#close();
  }

  #reload({ current, own }: Extract<Obstacle, { kind: 'newer' }>): void {
    if (current.version === null) return;
    this.obstacle = { kind: 'reloaded', own };
    this.opened = { document: current, version: current.version };
    this.#form.value?.fill(current);
  }

  async #leave(event: Event): Promise<void> {
    event.preventDefault();
    const { opened } = this;
    const draft = this.#form.value?.draft();
    const changed = opened !== null && draft !== undefined && differs(opened.document, draft);
    const sure =
      !changed ||
      (await confirmAction({
        title: 'Close without saving?',
        text: 'What you changed in this document is lost.',
        action: 'Close without saving',
      }));
    if (sure) this.#close();
  }

  #close(): void {
    this.#dialog.value?.close();
  }

  #closed(): void {
    this.opened = null;
    this.obstacle = null;
  }
}

function differs(a: Draft, b: Draft): boolean {
  return a.title !== b.title || a.content !== b.content || JSON.stringify(a.tags) !== JSON.stringify(b.tags);
}

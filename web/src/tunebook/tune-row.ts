import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { confirmAction } from '../ui/confirm.ts';
import { failureMessage } from '../ui/failure-message.ts';
import { LightElement } from '../ui/light-element.ts';
import { showToast } from '../ui/toast.ts';
import { removeTune, setLearnStatus } from './data.ts';
import { learnStatusOptions, readLearnStatus } from './learn-status-options.ts';
import type { Tune } from './tune.ts';

/** One tune of the collection. */
@customElement('tune-row')
export class TuneRow extends LightElement {
  @property() uid = '';
  @property({ attribute: false }) tune: Tune | null = null;

  protected override render(): TemplateResult | typeof nothing {
    const { tune } = this;
    if (tune === null) return nothing;
    return html`<div class="tune" data-tune-id=${tune.id} data-learn-status=${tune.learnStatus}>
      <div class="tune-name">
        <strong>${tune.name}</strong>
        <p class="details">
          <span>${tune.type}</span>
          ${tune.learnedAt === null ? nothing : html`<span>learned ${tune.learnedAt.toLocaleDateString()}</span>`}
          ${tune.waiting ? html`<span class="waiting">waiting for connection</span>` : nothing}
        </p>
        ${tune.notes === '' ? nothing : html`<p class="tune-notes">${tune.notes}</p>`}
      </div>
      <select aria-label="Learn status of ${tune.name}" @change=${(event: Event) => this.#change(tune, event)}>
        ${learnStatusOptions(tune.learnStatus)}
      </select>
      <div class="actions compact">
        <button class="outline secondary" aria-label="Notes on ${tune.name}" @click=${() => this.#editNotes(tune)}>Notes</button>
        <button class="outline danger" aria-label="Delete ${tune.name}" @click=${() => this.#delete(tune)}>Delete</button>
      </div>
    </div>`;
  }

  #change(tune: Tune, { target }: Event): void {
    const status = readLearnStatus(target);
    if (status !== null && status !== tune.learnStatus) tell(setLearnStatus(this.uid, tune, status));
  }

  #editNotes(tune: Tune): void {
    this.dispatchEvent(new CustomEvent<Tune>('edit-notes', { detail: tune, bubbles: true }));
  }

  async #delete(tune: Tune): Promise<void> {
    const sure = await confirmAction({
      title: `Delete “${tune.name}”?`,
      text: 'It goes with its learn status and notes. If it is still in the tunebook at thesession.org, it comes back with the next sync.',
      action: 'Delete',
    });
    if (!sure) return;
    this.dispatchEvent(new Event('tune-deleted', { bubbles: true }));
    tell(removeTune(this.uid, tune));
  }
}

function tell(write: Promise<void>): void {
  write.catch((error: unknown) => showToast(failureMessage(error), 'problem'));
}

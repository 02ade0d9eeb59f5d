import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { confirmAction } from '../ui/confirm.ts';
import { failureMessage } from '../ui/failure-message.ts';
import { icons } from '../ui/icons.ts';
import { LightElement } from '../ui/light-element.ts';
import { openMenu } from '../ui/menu.ts';
import { showProblem, showToast } from '../ui/toast.ts';
import { removeTune, setLearnStatus } from './data.ts';
import { learnStatusOptions, readLearnStatus } from './learn-status-options.ts';
import { type Tune, tuneUrl } from './tune.ts';

/** A tune in the collection. Fires `edit-notes`. */
@customElement('tune-row')
export class TuneRow extends LightElement {
  @property() uid = '';
  @property({ attribute: false }) tune: Tune | null = null;

  protected override render(): TemplateResult | typeof nothing {
    const { tune } = this;
    if (tune === null) return nothing;
    const { id, learnedAt, learnStatus, name, notes, type, unsent } = tune;
    return html`<div class="row tune" data-tune-id=${id} data-learn-status=${learnStatus}>
      <p class="row-title"><a href=${tuneUrl(tune)} target="_blank" rel="noopener">${name}<span
        class="visually-hidden"> at thesession.org</span></a></p>
      <p class="row-line">
        <span>${type}</span>
        ${learnedAt === null ? nothing : html`<span>· Learned ${learnedAt.toLocaleDateString(undefined, { dateStyle: 'medium' })}</span>`}
        ${notes === '' ? nothing : html`<span class="tune-notes">· ${notes}</span>`}
        ${unsent ? html`<span class="unsent">· Waiting for connection</span>` : nothing}
      </p>
      <select aria-label="Learn status of ${name}" @change=${(event: Event) => this.#change(tune, event)}>${learnStatusOptions(learnStatus)}</select>
      <button class="icon" aria-label="Actions for ${name}" aria-haspopup="menu" aria-expanded="false"
        @click=${(event: Event) => this.#openMenu(tune, event)}>${icons.more}</button>
    </div>`;
  }

  #openMenu(tune: Tune, { currentTarget }: Event): void {
    if (!(currentTarget instanceof HTMLElement)) return;
    openMenu(currentTarget, [
      { label: tune.notes === '' ? 'Add notes' : 'Edit notes', run: () => this.#editNotes(tune) },
      { label: 'Open at thesession.org', run: () => open(tuneUrl(tune), '_blank', 'noopener') },
      { label: 'Delete', run: () => void this.#delete(tune) },
    ]);
  }

  async #change(tune: Tune, { target }: Event): Promise<void> {
    const status = readLearnStatus(target);
    if (status === null || status === tune.learnStatus) return;
    try {
      await setLearnStatus(this.uid, tune, status);
      showToast(`“${tune.name}” marked as “${status}”.`);
    } catch (error) {
      showProblem(failureMessage(error));
    }
  }

  #editNotes(tune: Tune): void {
    this.dispatchEvent(new CustomEvent<Tune>('edit-notes', { detail: tune, bubbles: true }));
  }

  async #delete(tune: Tune): Promise<void> {
    const sure = await confirmAction({
      title: `Delete “${tune.name}”?`,
      text: 'This deletes the tune with its learn status and notes. The next import adds it again while it is in your tunebook.',
      action: 'Delete',
    });
    if (!sure) return;
    const item = this.closest('li');
    const next = item?.nextElementSibling ?? item?.previousElementSibling;
    removeTune(this.uid, tune);
    (next?.querySelector<HTMLElement>('button.icon') ?? this.closest<HTMLElement>('main'))?.focus();
  }
}

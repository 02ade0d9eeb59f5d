import { html, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { createRef, ref } from 'lit/directives/ref.js';
import { type LearnStatus, learnStatuses } from '../../../functions/src/client.ts';
import '../ui/dialog.css';
import { LightElement } from '../ui/light-element.ts';
import type { SyncRequest } from './data.ts';
import { demoMembersHint } from './demo-members.ts';
import { learnStatusOptions, readLearnStatus } from './learn-status-options.ts';
import './member-picker.ts';
import type { MemberPicker } from './member-picker.ts';

/** The dialog that asks which tunebook to import. Fires `start-import` with the request. */
@customElement('import-dialog')
export class ImportDialog extends LightElement {
  @property({ attribute: false }) savedMember: number | null = null;

  @state() private learnStatus: LearnStatus = learnStatuses[0];
  @state() private remember = true;

  readonly #dialog = createRef<HTMLDialogElement>();
  readonly #picker = createRef<MemberPicker>();

  open(): void {
    if (this.#dialog.value?.open === false) this.#dialog.value.showModal();
  }

  protected override render(): TemplateResult {
    return html`<dialog ${ref(this.#dialog)} aria-labelledby="import-heading" data-testid="import-dialog">
      <form class="dialog-card" novalidate @submit=${this.#submit}>
        <header><h2 id="import-heading">Import your tunebook</h2></header>
        <div class="dialog-body">
          <member-picker ${ref(this.#picker)} .savedMember=${this.savedMember}
            @forget-member=${() => this.dispatchEvent(new Event('forget-member'))}></member-picker>
          <div class="field">
            <label for="learn-status">Mark new tunes as</label>
            <select id="learn-status" @change=${this.#choose}>${learnStatusOptions(this.learnStatus)}</select>
          </div>
          <label><input type="checkbox" name="remember" .checked=${live(this.remember)} @change=${this.#toggle} />Remember this member</label>
          <p class="note">Tunes that you already have keep their learn status and notes.</p>
          ${import.meta.env.LOCAL ? demoMembersHint((id) => this.#picker.value?.fill(String(id))) : ''}
        </div>
        <footer>
          <button type="button" class="secondary" @click=${() => this.#dialog.value?.close()}>Cancel</button>
          <button>Import tunebook</button>
        </footer>
      </form>
    </dialog>`;
  }

  #choose({ target }: Event): void {
    this.learnStatus = readLearnStatus(target) ?? this.learnStatus;
  }

  #toggle({ target }: Event): void {
    if (target instanceof HTMLInputElement) this.remember = target.checked;
  }

  #submit(event: SubmitEvent): void {
    event.preventDefault();
    const memberId = this.#picker.value?.read();
    if (memberId === undefined) return;
    this.#picker.value?.fill('');
    this.#dialog.value?.close();
    const detail: SyncRequest = { memberId, learnStatus: this.learnStatus, saveMemberId: this.remember };
    this.dispatchEvent(new CustomEvent<SyncRequest>('start-import', { detail }));
  }
}

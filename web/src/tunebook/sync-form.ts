import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { type LearnStatus, learnStatuses } from '../../../functions/src/shared/learn-status.ts';
import { LightElement } from '../ui/light-element.ts';
import type { SyncRequest } from './data.ts';
import { demoMembersHint } from './demo-members.ts';
import { learnStatusOptions, readLearnStatus } from './learn-status-options.ts';
import { readMemberField } from './member-field.ts';

/** Asks whose tunebook to bring over, and sends a `start-sync` event once that is clear. */
@customElement('tunebook-sync-form')
export class TunebookSyncForm extends LightElement {
  /** The member that is taken when the field is empty; null when none is saved. */
  @property({ attribute: false }) savedMember: number | null = null;
  @property({ type: Boolean }) running = false;

  @state() private member = '';
  @state() private learnStatus: LearnStatus = learnStatuses[0];
  @state() private remember = true;
  @state() private problem: string | null = null;

  protected override render(): TemplateResult {
    return html`<form novalidate @submit=${this.#submit} data-testid="sync-form">
      <label for="member">Member number or profile address</label>
      <input id="member" name="member" autocomplete="off" inputmode="url" .value=${live(this.member)} @input=${this.#type}
        aria-invalid=${this.problem === null ? nothing : 'true'} aria-describedby="member-note member-problem" />
      <small id="member-note">${this.#note()}</small>
      <small class="problem" id="member-problem">${this.problem ?? nothing}</small>
      <label for="learn-status">Mark new tunes as</label>
      <select id="learn-status" @change=${this.#choose}>${learnStatusOptions(this.learnStatus)}</select>
      <label>
        <input type="checkbox" name="remember" .checked=${live(this.remember)} @change=${this.#toggle} />
        Remember this member for the next time
      </label>
      <div class="actions">
        <button type="submit" ?disabled=${this.running}>Sync</button>
      </div>
    </form>
    ${import.meta.env.LOCAL ? demoMembersHint((id) => this.#take(id)) : nothing}`;
  }

  #note(): TemplateResult {
    if (this.savedMember === null) return html`Such as 1234 or https://thesession.org/members/1234`;
    return html`Leave it empty to take member ${this.savedMember}, whom you saved.
      <button type="button" class="link" @click=${() => this.dispatchEvent(new Event('forget-member'))}>Forget this member</button>`;
  }

  #take(memberId: number): void {
    this.member = String(memberId);
    this.problem = null;
    this.querySelector<HTMLElement>('#member')?.focus();
  }

  #type({ target }: Event): void {
    if (target instanceof HTMLInputElement) this.member = target.value;
    if (this.problem !== null) this.problem = this.#check().problem;
  }

  #choose({ target }: Event): void {
    this.learnStatus = readLearnStatus(target) ?? this.learnStatus;
  }

  #toggle({ target }: Event): void {
    if (target instanceof HTMLInputElement) this.remember = target.checked;
  }

  #check(): { memberId: number | null; problem: string | null } {
    const field = readMemberField(this.member);
    if (field.kind === 'problem') return { memberId: null, problem: field.message };
    if (field.kind === 'member') return { memberId: field.id, problem: null };
    const missing = 'Write a member’s number, or the address of a profile at thesession.org.';
    return { memberId: null, problem: this.savedMember === null ? missing : null };
  }

  #submit(event: SubmitEvent): void {
    event.preventDefault();
    const { memberId, problem } = this.#check();
    this.problem = problem;
    if (problem !== null) {
      this.querySelector<HTMLElement>('#member')?.focus();
      return;
    }
    const detail: SyncRequest = { memberId, learnStatus: this.learnStatus, saveMemberId: this.remember };
    this.dispatchEvent(new CustomEvent<SyncRequest>('start-sync', { detail }));
  }
}
